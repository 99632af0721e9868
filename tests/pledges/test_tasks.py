import datetime

import pytest
from procrastinate.contrib.django import app
from procrastinate.jobs import Job


class TestLongJobs:
    @pytest.mark.parametrize("name", ["go_on_with_invalidation"])
    def test_outlast_a_database_that_is_away_for_an_hour(self, name):
        now = datetime.datetime.now(datetime.UTC)
        waited = datetime.timedelta()
        for tries in range(9):
            job = Job(queue="", lock=None, queueing_lock=None, task_name=name, attempts=tries)
            again = app.tasks[name].get_retry_exception(OSError(), job)
            if again is None:
                break
            waited += again.retry_decision.retry_at - now
        assert waited > datetime.timedelta(hours=1)
