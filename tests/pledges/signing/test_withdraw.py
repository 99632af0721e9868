"""How people stop email, leave and have their data deleted."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from campaign.lib import outbox
from campaign.lib.outbox.models import Message
from pledges import retention
from pledges.mail import links
from pledges.models import MailedLink, Petition, Signature, Supporter, Suppression
from pledges.signing import withdraw
from pledges.statistics import petition_figures
from tests.pledges.emails import answered, mailed_link
from tests.pledges.people import a_petition, a_signature, a_supporter
from tests.pledges.signers import BROWSER

pytestmark = pytest.mark.django_db
FORM = {"name": "Ines Basalt", "email": "ines@example.org", "postal_code": "48226"}


@pytest.fixture
def client() -> Client:
    """Return a browser that comes from an email program: no cookie, no origin."""
    return Client(enforce_csrf_checks=True)


def path_of(purpose: str, supporter: Supporter) -> str:
    link: links.Link = getattr(links, f"{purpose}_link")(supporter, now=timezone.now())
    return links.stored_url(link).removeprefix("http://127.0.0.1:8000")


def sign() -> None:
    Client(headers=BROWSER).post("/petitions/ice/sign/", FORM)
    answered()


class TestUnsubscribeLink:
    @pytest.mark.parametrize("purpose", ["unsubscribe", "never_email"])
    def test_works_for_400_days_after_old_links_are_turned_off(self, client, purpose):
        supporter = a_supporter(agreed_at=timezone.now())
        link, me = path_of(purpose, supporter), path_of("me", supporter)
        assert client.post(f"{me}renew/").status_code == 303
        assert client.get(me).status_code == 404
        with time_machine.travel(timezone.now() + datetime.timedelta(days=399)):
            assert client.get(link).status_code == 200
            assert client.post(link).status_code in {200, 303}
        supporter.refresh_from_db()
        assert supporter.agreed_at is None
        with time_machine.travel(timezone.now() + datetime.timedelta(days=401)):
            assert client.get(link).status_code == 404

    def test_of_a_later_email_works_beside_the_old_one(self, client):
        supporter = a_supporter(agreed_at=timezone.now())
        old = path_of("unsubscribe", supporter)
        withdraw.renew_links(supporter, now=timezone.now())
        new = path_of("unsubscribe", supporter)
        assert old != new
        assert {client.get(link).status_code for link in (old, new)} == {200}


class TestLeaving:
    def test_ends_consent_in_export_retention_and_updates(self, client, petition):
        supporter = a_supporter(agreed_at=timezone.now(), created_at=ago(days=2))
        signed = a_signature(petition, supporter, asks_for_mail=True)
        joined = a_signature(None, supporter, asks_for_mail=True)
        client.post(f"{path_of('me', supporter)}withdraw/{joined.pk}/")
        supporter.refresh_from_db()
        signed.refresh_from_db()
        assert supporter.agreed_at is None
        assert signed.is_confirmed
        assert not signed.asks_for_mail
        assert not Supporter.objects.agreed_to_mail().exists()
        signed.delete()
        joined.refresh_from_db()
        joined.delete()
        assert retention.supporters_without_signatures(timezone.now(), is_dry_run=False) == 1

    def test_says_that_email_has_ended(self, client):
        joined = a_signature(None, a_supporter(agreed_at=timezone.now()), asks_for_mail=True)
        me = path_of("me", joined.supporter)
        done = client.post(f"{me}withdraw/{joined.pk}/")
        assert "won’t email you" in client.get(done.headers["Location"]).text

    def test_of_one_petition_leaves_consent_as_it_was(self, client, petition):
        signature = a_signature(petition, a_supporter(agreed_at=timezone.now()))
        client.post(f"{path_of('me', signature.supporter)}withdraw/{signature.pk}/")
        assert Supporter.objects.agreed_to_mail().exists()

    def test_keeps_nobody_who_withdrew_their_last_signature(self, petition):
        supporter = a_supporter(agreed_at=timezone.now(), created_at=ago(days=60))
        withdraw.withdraw(a_signature(petition, supporter, asks_for_mail=True), now=ago(days=31))
        retention.withdrawn_signatures(timezone.now(), is_dry_run=False)
        retention.supporters_without_signatures(timezone.now(), is_dry_run=False)
        assert not Supporter.objects.exists()


class TestNeverEmail:
    def test_of_an_address_nobody_confirmed_deletes_what_was_entered(
        self, client, petition, mailoutbox
    ):
        sign()
        link = path_of("never_email", Supporter.objects.get())
        for _time in range(3):
            assert "delete what they entered" in client.get(link).text
            assert client.head(link).status_code == 200
        assert Supporter.objects.exists()
        done = client.post(link)
        assert done.status_code == 303
        page = client.get(done.headers["Location"])
        assert "We won’t email this address again" in page.text
        assert not Supporter.objects.exists()
        sent = len(mailoutbox)
        sign()
        assert not Supporter.objects.exists()
        assert len(mailoutbox) == sent

    def test_of_a_confirmed_address_keeps_the_signature_and_stops_every_email(
        self, client, petition, mailoutbox
    ):
        supporter = a_supporter(FORM["email"], agreed_at=timezone.now())
        a_signature(a_petition(), supporter, asks_for_mail=True)
        link = path_of("never_email", supporter)
        assert "The signatures you already confirmed still count" in client.get(link).text
        assert client.post(link).status_code == 303
        assert client.post(link).status_code == 303
        assert Signature.objects.confirmed().count() == 1
        assert not Supporter.objects.agreed_to_mail().exists()
        sign()
        assert mailoutbox == []

    def test_link_opens_nothing_else(self, client):
        link = path_of("never_email", a_supporter())
        for purpose in ("me", "confirm", "unsubscribe"):
            assert client.get(link.replace("never-email", purpose)).status_code == 404


class TestDeletion:
    @pytest.fixture
    def supporter(self, petition: Petition) -> Supporter:
        return a_signature(petition, a_supporter(FORM["email"])).supporter

    def test_offers_both_ways_and_says_what_is_kept(self, client, supporter):
        text = client.get(f"{path_of('me', supporter)}erase/").text
        for words in (
            "Delete my data",
            "Delete and never email me",
            "keep only a code made from your address",
        ):
            assert words in text

    def test_of_data_keeps_nothing_and_the_address_signs_again_like_any_other(
        self, client, petition, supporter, mailoutbox
    ):
        Suppression.objects.create(email_key=supporter.email_key, reason="bounced")
        me = path_of("me", supporter)
        done = client.post(f"{me}erase/", {"never_email": "no"})
        assert "We didn’t keep anything about you" in client.get(done.headers["Location"]).text
        for model in (Supporter, Signature, MailedLink, Suppression):
            assert not model._default_manager.exists()
        assert client.get(me).status_code == 404
        sign()
        assert Signature.objects.get().is_pending
        client.get(mailed_link("confirm", mailoutbox))

    def test_with_never_email_keeps_the_keyed_hash_only(
        self, client, petition, supporter, mailoutbox
    ):
        done = client.post(f"{path_of('me', supporter)}erase/", {"never_email": "yes"})
        assert "never email you again" in client.get(done.headers["Location"]).text
        assert bytes(Suppression.objects.get().email_key) == bytes(supporter.email_key)
        assert petition_figures(petition).total == 0
        sign()
        assert not Supporter.objects.exists()
        assert mailoutbox == []

    @pytest.mark.parametrize("bars_address", [True, False])
    def test_takes_the_emails_about_the_person_along(self, petition, supporter, bars_address):
        sign()
        outbox.queue("update", [supporter.pk], now=timezone.now(), batch_id=7)
        kept = a_signature(petition)
        outbox.queue("already", [kept.pk], now=timezone.now())
        assert Message.objects.count() == 3
        withdraw.erase(supporter, now=timezone.now(), bars_address=bars_address)
        assert Message.objects.get().object_id == kept.pk


def ago(**units: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(**units)
