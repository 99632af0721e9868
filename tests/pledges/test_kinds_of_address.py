"""The kinds of address that a form can come with: each its own path, and all alike from outside."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.lib import limits
from campaign.lib.outbox.models import Message
from pledges.mail.limits import network_turns, supporter_turns
from pledges.models import BlockedDomain, Petition, Signature, Supporter
from pledges.signing import withdraw
from tests.pledges.emails import answered
from tests.pledges.people import State, a_signature, a_supporter
from tests.pledges.signers import FORM, bytes_of, sign

pytestmark = pytest.mark.django_db


class TestSixKindsOfAddress:
    """Each is first shown to take its own path; then nobody can tell them apart from outside."""

    def a_new(self, petition: Petition) -> None:
        assert not Supporter.objects.exists()

    def a_pending(self, petition: Petition) -> None:
        supporter = a_supporter(FORM["email"], confirmed_at=None)
        a_signature(petition, supporter, state=State.PENDING)

    def a_confirmed(self, petition: Petition) -> None:
        a_signature(petition, a_supporter(FORM["email"]))

    def an_unsubscribed(self, petition: Petition) -> None:
        signature = a_signature(petition, a_supporter(FORM["email"], agreed_at=timezone.now()))
        withdraw.stop_mail(signature.supporter, now=timezone.now())

    def a_blocked(self, petition: Petition) -> None:
        BlockedDomain.objects.create(domain="example.org", reason="a flood")

    def an_erased(self, petition: Petition) -> None:
        a_signature(petition, a_supporter(FORM["email"]))
        withdraw.erase(Supporter.objects.get(), now=timezone.now(), bars_address=True)

    def a_deleted(self, petition: Petition) -> None:
        a_signature(petition, a_supporter(FORM["email"]))
        withdraw.erase(Supporter.objects.get(), now=timezone.now(), bars_address=False)

    def a_quarantined(self, petition: Petition) -> None:
        supporter = a_supporter(FORM["email"], confirmed_at=None)
        a_signature(petition, supporter, state=State.QUARANTINED, quarantine="domain")

    def one_over_its_limit(self, petition: Petition) -> None:
        supporter = a_supporter(FORM["email"], confirmed_at=None)
        with transaction.atomic():
            for _time in range(6):
                supporter_turns([supporter], now=timezone.now())

    def one_of_a_flood(self, petition: Petition) -> None:
        supporter = a_supporter(FORM["email"], confirmed_at=None)
        a_signature(petition, supporter, state=State.QUARANTINED, quarantine="limit")
        network = limits.daily_hash("block", "127.0.0.0/24", now=timezone.now())
        with transaction.atomic():
            network_turns([network] * 1000, now=timezone.now())

    KINDS = (
        "a_new",
        "a_pending",
        "a_confirmed",
        "an_unsubscribed",
        "a_blocked",
        "an_erased",
        "a_deleted",
        "a_quarantined",
        "one_over_its_limit",
        "one_of_a_flood",
    )
    # What is mailed, and the state of the signature afterwards.
    PATHS = {
        "a_new": (["confirm"], "pending"),
        "a_pending": (["confirm"], "pending"),
        "a_confirmed": (["already"], "confirmed"),
        "an_unsubscribed": (["already"], "confirmed"),
        "a_blocked": ([], "quarantined"),
        "an_erased": ([], None),
        "a_deleted": (["confirm"], "pending"),
        "a_quarantined": ([], "quarantined"),
        "one_over_its_limit": ([], "quarantined"),
        "one_of_a_flood": ([], "quarantined"),
    }

    @pytest.mark.parametrize("kind", KINDS)
    def test_takes_its_own_path(self, visitor, petition, kind):
        getattr(self, kind)(petition)
        sign(visitor)
        answered()
        mails, state = self.PATHS[kind]
        assert [mail.kind for mail in Message.objects.all()] == mails
        signature = Signature.objects.first()
        assert (signature and signature.state) == state

    @pytest.mark.parametrize("kind", KINDS)
    def test_is_answered_like_a_new_one_byte_by_byte_and_query_by_query(
        self, visitor, petition, kind
    ):
        somebody = a_supporter("somebody@elsewhere.example")
        sign(visitor, email=somebody.email)  # whoever comes first today makes the salt of the day
        with CaptureQueriesContext(connection) as expected_queries:
            expected = bytes_of(
                sign(visitor, email="new@elsewhere.example"), "new@elsewhere.example"
            )
        Signature.objects.all().delete()
        Supporter.objects.all().delete()
        getattr(self, kind)(petition)
        with CaptureQueriesContext(connection) as queries:
            assert bytes_of(sign(visitor)) == expected
        assert [each["sql"].split()[0] for each in queries] == [
            each["sql"].split()[0] for each in expected_queries
        ]
