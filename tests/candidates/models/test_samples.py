import pytest
from django.db import Error, transaction
from django.utils import timezone

from candidates.models import AuditSample, SampledAnswer, SampleVerdict
from tests.factories import OrganizerFactory, publish_answer, run

pytestmark = pytest.mark.django_db


class TestAuditSample:
    def test_keeps_what_was_drawn_and_found(self):
        sample = AuditSample.objects.create(seed="a", drawn_at=timezone.now(), drawn_from=1)
        sampled = SampledAnswer.objects.create(sample=sample, answer=publish_answer(run()))
        SampleVerdict.objects.create(
            sampled=sampled, by=OrganizerFactory.create(), is_right=True, at=timezone.now()
        )
        verdicts, drawn = SampleVerdict.objects.all(), SampledAnswer.objects.all()
        for change in (
            lambda: verdicts.update(is_right=False, note="x"),
            lambda: verdicts._raw_delete("default"),
            lambda: drawn._raw_delete("default"),
            lambda: AuditSample.objects.all()._raw_delete("default"),
        ):
            with pytest.raises(Error), transaction.atomic():
                change()
