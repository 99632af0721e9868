import pytest
from django.db import IntegrityError, transaction

from candidates.models import Evidence
from tests.factories import EvidenceFactory, publish_answer, run

pytestmark = pytest.mark.django_db


class TestEvidence:
    @pytest.mark.parametrize("change", [{"url": "https://example.org/other"}, {"kind": "email"}])
    def test_is_frozen_once_its_answer_is_published(self, change):
        answer = publish_answer(run())
        with pytest.raises(IntegrityError, match="evidence_published_is_frozen"):
            answer.evidence.update(**change)

    def test_may_still_gain_an_archived_copy(self):
        answer = publish_answer(run())
        answer.evidence.update(archived_url="https://archive.example.org/1")
        with pytest.raises(IntegrityError, match="is_frozen"), transaction.atomic():
            answer.evidence.update(archived_url="https://archive.example.org/2")

    def test_is_a_link_or_a_file(self):
        with pytest.raises(IntegrityError, match="a_link_or_a_file"), transaction.atomic():
            EvidenceFactory.create(url="")

    def test_says_how_far_its_public_copy_is(self):
        assert Evidence(copy_state="waiting").is_copy_waiting
        assert Evidence(copy_state="failed").is_copy_failed
