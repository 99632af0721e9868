import pytest
from django.urls import reverse
from django.utils import timezone

from campaign.lib import outbox
from campaign.lib.outbox.models import LaneState, Message
from pledges.models import Recount, Surge
from tests.pledges.people import a_petition, a_signature

pytestmark = pytest.mark.django_db


class TestWhatWaits:
    def test_is_nothing_where_all_is_well(self, admin_client):
        a_signature(a_petition())
        Recount.objects.create(signature_count=1, drift_count=0)
        assert "Waiting for you" not in admin_client.get(reverse("admin:index")).text

    def test_names_comments_surges_failed_mails_and_drift(self, admin_client):
        row = a_signature(a_petition(), comment="Why.", comment_state="waiting")
        outbox.queue("already", [row.pk], now=timezone.now())
        Message.objects.update(outcome="failed", finished_at=timezone.now())
        LaneState.objects.filter(lane="reply").update(paused_at=timezone.now())
        Surge.objects.create(
            petition=row.petition,
            kind="domain",
            key=b"k" * 32,
            hour=timezone.now(),
            count=45,
            usual_count=1,
        )
        Recount.objects.create(signature_count=1, drift_count=2)
        shown = admin_client.get(reverse("admin:index")).text
        for words in (
            "1 signer’s comment to review.",
            "1 email domain or network sent an unusual number of signatures",
            "1 email failed to send.",
            "1 email queue isn’t sending.",
            "Signature totals were wrong at the last recount.",
            "Petitions and supporters",
        ):
            assert words in shown
        recounts = admin_client.get(reverse("admin:pledges_recount_changelist"))
        assert recounts.status_code == 200
