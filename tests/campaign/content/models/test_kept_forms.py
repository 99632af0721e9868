import datetime

import pytest
from django.utils import timezone

from campaign.content.models import KeptForm
from tests.factories import OrganizerFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HOUR = datetime.timedelta(hours=1)


class TestKeptForm:
    def test_is_for_its_user_and_for_an_hour(self):
        robin, sasha = OrganizerFactory.create(), OrganizerFactory.create()
        kept = KeptForm.objects.create(user=robin, path="/admin/", kept_at=NOW, content="{}")
        assert [*KeptForm.objects.of(robin.pk, NOW)] == [kept]
        assert not KeptForm.objects.of(sasha.pk, NOW)
        assert not KeptForm.objects.of(robin.pk, NOW + HOUR)
        assert [*KeptForm.objects.past_keeping(NOW + HOUR)] == [kept]

    def test_cannot_be_read_without_its_key(self, other_keys):
        KeptForm.objects.create(
            user=OrganizerFactory.create(), path="/admin/", content='{"fields": [["note", ["A"]]]}'
        )
        assert KeptForm.objects.get().read() == {"fields": [["note", ["A"]]]}
        other_keys()
        assert KeptForm.objects.first_readable() is None
