from pathlib import Path

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from campaign.lib.uploads import read_upload
from candidates import ledger
from candidates.models import Evidence
from candidates.tasks import draw, draw_later
from tests.factories import AnswerFactory
from tests.pictures import heic, photograph, uploaded


@pytest.mark.django_db
class TestDraw:
    @pytest.fixture(autouse=True)
    def folders(self, settings, tmp_path: Path) -> None:
        settings.PRIVATE_MEDIA_ROOT = settings.MEDIA_ROOT = tmp_path

    def kept(self, content: bytes) -> Evidence:
        """Return new evidence with a file; drawing it waits for a job where that is needed."""
        evidence = Evidence(answer=AnswerFactory.create(), kind="letter")
        ledger.evidence.keep(evidence, read_upload(uploaded(content)))
        evidence.save()
        draw_later(evidence)
        return evidence

    def test_shows_a_heic_photo_once_however_often_it_runs(self):
        evidence = self.kept(heic())
        [job] = ProcrastinateJob.objects.all()
        assert job.args == {"evidence_id": evidence.pk}
        draw(**job.args)
        evidence.refresh_from_db()
        name = evidence.public_copy.name
        assert name.endswith(".webp")
        draw(**job.args)
        evidence.refresh_from_db()
        assert (evidence.public_copy.name, evidence.copy_state) == (name, "")

    def test_is_not_asked_for_a_picture_that_is_drawn_already(self):
        assert self.kept(photograph()).public_copy
        assert not ProcrastinateJob.objects.exists()

    def test_leaves_evidence_alone_that_is_gone(self):
        draw(10**9)
