import pytest
from django.utils import timezone

from campaign.accounts.emails import KINDS
from campaign.lib.outbox import Recipient
from tests.factories import OrganizerFactory

pytestmark = pytest.mark.django_db


class TestKinds:
    def test_write_to_nobody_who_is_gone(self, subtests):
        gone = OrganizerFactory.create(email="gone@example.org", is_active=False)
        recipients = {Recipient(gone.pk), Recipient(987_654), Recipient(gone.pk, 987_654)}
        for kind in KINDS:
            with subtests.test(kind.name):
                assert kind.compose(recipients, timezone.now()) == {}
                assert str(kind.label)
