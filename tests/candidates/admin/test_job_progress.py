import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from campaign.lib.progress import counting
from candidates.admin.job_progress import job_context
from candidates.models import Act
from candidates.tasks import work_later
from tests.candidates.jobs import end_jobs
from tests.factories import OrganizerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def act(settings, tmp_path) -> Act:
    settings.PRIVATE_MEDIA_ROOT = tmp_path
    robin, now = OrganizerFactory.create(), timezone.now()
    return Act.objects.create(
        kind="sheet", title="Sheet", done_at=now, undoing_since=now, undone_by=robin
    )


class TestJobContext:
    def test_says_how_far_a_job_is(self, act):
        work_later(act)
        with counting(act.progress_name, 5000):
            context = job_context(act)
        assert context == {"has_stopped": False, "is_working": True, "progress": (0, 5000)}

    def test_says_that_no_job_is_left(self, act):
        work_later(act)
        end_jobs("failed")
        context = job_context(act)
        assert context == {"has_stopped": True, "is_working": False, "progress": None}

    def test_reads_again_what_a_job_just_did(self, act):
        Act.objects.update(undoing_since=None, undone_by=None)
        assert not ProcrastinateJob.objects.exists()
        context = job_context(act)
        assert context == {"has_stopped": False, "is_working": False, "progress": None}
        assert not act.is_at_work
