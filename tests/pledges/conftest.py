from tests.campaign.lib.conftest import start_worker, worker_output

__all__ = ["start_worker", "worker_output"]
