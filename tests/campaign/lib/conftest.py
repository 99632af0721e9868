from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.campaign.lib import workers


@pytest.fixture
def worker_output(tmp_path: Path) -> Path:
    """Return the file that holds what this test's workers said."""
    return tmp_path / "worker.output"


@pytest.fixture
def start_worker(worker_output: Path) -> Iterator[workers.StartWorker]:
    """Return a function that starts a worker on this test's database."""
    with workers.started(worker_output, "worker", "tests.campaign.lib.worker_settings") as start:
        yield start
