from tests.campaign.lib.conftest import start_worker, worker_output
from tests.campaign.lib.outbox.conftest import sender_output, smtp, start_sender

__all__ = ["sender_output", "smtp", "start_sender", "start_worker", "worker_output"]
