"""Which mail answers a sign-up, how often, and when nobody hears from us."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client

from campaign.lib.outbox.models import Message
from pledges.mail import addresses
from pledges.mail.bounces import suppress_refused
from pledges.mail.replies import MOST_A_DAY, MOST_IN_ALL, remind
from pledges.models import DomainRule, Signature, SignUp, Supporter, Suppression
from pledges.signing import withdraw
from pledges.signing.sign_up import SignUpData, sign_up
from tests.pledges.mails import answered, mailed_link, send_due
from tests.pledges.people import State, a_petition, a_signature, a_supporter
from tests.pledges.signers import press_confirm

pytestmark = pytest.mark.django_db
START = datetime.datetime(2026, 5, 4, 15, tzinfo=datetime.UTC)
MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)


def signed(
    petition, *, at=START, email="ines@example.org", name="Ines Basalt", zip_code="48226", **values
):
    sign_up(
        SignUpData(name, email, zip_code, agrees_to_mail=False, **values),
        petition,
        client_block="203.0.113.0/24",
        language="en-us",
        now=at,
        source="petition",
    )
    answered(at)


def kinds():
    return list(Message.objects.order_by("pk").values_list("kind", flat=True))


class TestAnswer:
    def test_asks_to_confirm_in_text_and_html_with_each_link_on_a_line(self, mailoutbox, settings):
        signed(a_petition(title="Investigate"))
        (mail,) = mailoutbox
        assert mail.to == ["ines@example.org"]
        assert mail.from_email == "Pledge tracker <campaign@localhost>"
        assert mail.subject == "Confirm your signature: Investigate"
        assert mail.extra_headers["Message-ID"] == f"<message-{Message.objects.get().pk}@127.0.0.1>"
        assert mail.body.count(settings.SITE_URL) == 4
        for line in mail.body.splitlines():
            if settings.SITE_URL in line:
                assert line.startswith(settings.SITE_URL)
                assert " " not in line
        assert mail.alternatives[0].mimetype == "text/html"
        # Nobody has confirmed the name: whoever typed it must not write to strangers with it.
        assert "Ines" not in mail.body + mail.alternatives[0].content

    def test_is_given_once_a_sign_up(self, mailoutbox):
        signed(a_petition())
        answered(START)
        assert len(mailoutbox) == 1
        assert not SignUp.objects.exists()

    def test_holds_its_breath_for_ten_minutes(self, mailoutbox):
        petition = a_petition()
        signed(petition)
        signed(petition, at=START + 9 * MINUTE)
        assert len(mailoutbox) == 1
        signed(petition, at=START + 11 * MINUTE)
        assert len(mailoutbox) == 2
        first, second = (mailed_link("confirm", [mail]) for mail in mailoutbox)
        assert first == second

    def test_is_given_three_times_a_day_and_five_times_in_all(self, mailoutbox):
        petition = a_petition()
        for number in range(6):
            signed(petition, at=START + number * 11 * MINUTE)
        assert len(mailoutbox) == MOST_A_DAY
        for number in range(6):
            signed(petition, at=START + 2 * DAY + number * 11 * MINUTE)
        assert len(mailoutbox) == MOST_IN_ALL

    def test_gives_whoever_asks_again_the_whole_time_again(self):
        petition = a_petition()
        signed(petition)
        signed(petition, at=START + 6 * DAY)
        assert Signature.objects.get().signed_at == START + 6 * DAY

    def test_tells_a_signer_that_it_counts_already(self, mailoutbox):
        petition = a_petition()
        a_signature(petition, a_supporter("ines@example.org"))
        signed(petition)
        assert kinds() == ["already"]
        assert mailoutbox[0].subject.startswith("You already signed")

    def test_lets_somebody_who_withdrew_sign_again(self, mailoutbox):
        petition = a_petition()
        signature = a_signature(petition, a_supporter("ines@example.org"))
        withdraw.withdraw(signature, now=START)
        signed(petition, at=START + MINUTE)
        assert Signature.objects.get().is_pending
        press_confirm(Client(), mailed_link("confirm", mailoutbox))
        assert Signature.objects.get().is_confirmed

    def test_says_nothing_to_an_address_that_gets_no_mail(self, mailoutbox):
        supporter = a_supporter("ines@example.org")
        Suppression.objects.create(email_key=supporter.email_key, reason="asked")
        signed(a_petition())
        assert mailoutbox == []

    def test_tries_an_address_again_that_bounced(self, mailoutbox):
        suppress_refused([a_supporter("ines@example.org").pk], now=START)
        signed(a_petition())
        assert len(mailoutbox) == 1
        assert not Suppression.objects.exists()

    def test_says_nothing_about_a_signature_that_was_taken_out(self, mailoutbox):
        petition = a_petition()
        invalidation = petition.invalidations.create(postal_code="48226", public_reason="x")
        a_signature(
            petition,
            a_supporter("ines@example.org"),
            state=State.INVALID,
            invalidation=invalidation,
            state_before="confirmed",
        )
        signed(petition)
        assert mailoutbox == []


class TestReminder:
    def test_comes_once_after_two_days(self, mailoutbox):
        signed(a_petition(title="Investigate"))
        for days in (1.9, 2.1, 3, 4):
            remind(now=START + days * DAY)
            send_due(START + days * DAY)
        assert kinds() == ["confirm", "reminder"]
        assert mailoutbox[1].subject == "Your signature doesn’t count yet: Investigate"
        assert "our only reminder" in mailoutbox[1].body

    def test_leaves_those_alone_who_confirmed_or_want_no_mail(self, mailoutbox):
        signed(a_petition())
        with time_machine.travel(START):
            press_confirm(Client(), mailed_link("confirm", mailoutbox))
        signed(a_petition(), email="other@example.org")
        withdraw.stop_mail(Signature.objects.pending().get().supporter, now=START)
        assert remind(now=START + 3 * DAY) == 0


class TestNewestWord:
    def test_takes_the_place_of_what_nobody_confirmed(self, mailoutbox):
        """Whatever somebody else typed with an address, its owner's own form is what counts."""
        petition = a_petition()
        signed(petition, name="Rude Name", zip_code="10001", comment="Rude", shown_publicly=True)
        signed(petition, at=START + 11 * MINUTE, name="Ines Basalt")
        signature = Signature.objects.get()
        assert (signature.comment, signature.shown_publicly, signature.place) == ("", False, "MI")
        assert signature.supporter.name == "Ines Basalt"
        with time_machine.travel(START + DAY):
            page = Client().get(mailed_link("confirm", mailoutbox)).text
        assert "Ines Basalt" in page
        assert "nothing about you" in page

    def test_changes_nothing_that_was_confirmed(self):
        petition, other = a_petition(), a_petition()
        a_signature(petition, a_supporter("ines@example.org"), comment="Mine")
        for each in (petition, other):
            signed(each, name="Rude Name", zip_code="10001", comment="Rude", shown_publicly=True)
        signature = Signature.objects.get(petition=petition)
        assert (signature.comment, signature.shown_publicly) == ("Mine", False)
        assert signature.supporter.name == "Ines Basalt"
        # Where a signature counts is where its supporter lives.
        assert Signature.objects.get(petition=other).place == "MI"

    def test_of_somebody_who_comes_back_is_what_they_say_now(self):
        petition = a_petition()
        signature = a_signature(petition, a_supporter("ines@example.org"))
        withdraw.withdraw(signature, now=START)
        signed(petition, at=START + MINUTE, comment="Again", shown_publicly=True)
        signature = Signature.objects.get()
        assert (signature.comment, signature.shown_publicly) == ("Again", True)
        assert not SignUp.objects.exists()

    def test_of_a_flood_that_was_taken_out_changes_nothing(self, mailoutbox):
        petition = a_petition()
        invalidation = petition.invalidations.create(postal_code="48226", public_reason="x")
        signature = a_signature(
            petition,
            a_supporter("ines@example.org"),
            state=State.INVALID,
            invalidation=invalidation,
            state_before="confirmed",
        )
        assert withdraw.withdraw(signature, now=START)
        assert not withdraw.withdraw(signature, now=START)
        signed(petition, at=START + MINUTE)
        signature.refresh_from_db()
        assert (signature.state, signature.state_before) == ("invalid", "withdrawn")
        assert mailoutbox == []

    def test_that_cannot_be_answered_keeps_no_other_waiting(self, mailoutbox, monkeypatch):
        petition = a_petition()
        for email in ("broken@example.org", "ines@example.org"):
            sign_up(
                SignUpData("Ines Basalt", email, "48226", agrees_to_mail=False),
                petition,
                client_block="203.0.113.0/24",
                language="en-us",
                now=START,
                source="petition",
            )
        broken = Supporter.objects.earliest("pk")
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE pledges_signup SET name = 'no token' WHERE supporter_id = %s", [broken.pk]
            )
        answered(START)
        assert [mail.to for mail in mailoutbox] == [["ines@example.org"]]
        assert SignUp.objects.defer("name").get().supporter_id == broken.pk


class TestRule:
    def test_that_comes_later_forgets_nobody_who_was_known_before_it(self, mailoutbox):
        petition = a_petition()
        known = a_supporter("in.es@provider.example")
        a_signature(petition, known)
        withdraw.erase(a_supporter("go.ne@provider.example"), now=START, bars_address=True)
        DomainRule.objects.create(domain="provider.example", ignores_dots=True)
        addresses.forget_rules()
        signed(petition, email="in.es@provider.example")
        signed(petition, email="go.ne@provider.example")
        addresses.forget_rules()
        assert Supporter.objects.get() == known
        assert kinds() == ["already"]


class TestNobodyLeft:
    def test_to_answer_leaves_nothing_of_the_sign_up(self, mailoutbox):
        """Whoever is erased in the very moment of signing leaves a row that names no supporter."""
        SignUp.objects.create(supporter_id=999_999, sent_at=START, name="Ines Basalt")
        SignUp.objects.create(supporter=None, sent_at=START)
        assert answered(START) == 2
        assert not SignUp.objects.exists()
        assert mailoutbox == []
