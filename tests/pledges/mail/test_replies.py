"""Which email answers a sign-up, and when nobody hears from us."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client

from campaign.lib.outbox.models import Message
from pledges.mail import addresses, replies
from pledges.mail.bounces import suppress_refused
from pledges.mail.replies import answer_sign_ups
from pledges.models import DomainRule, Signature, SignUp, Supporter, Suppression
from pledges.signing import withdraw
from pledges.signing.sign_up import SignUpData, sign_up
from tests.pledges.emails import answered, kinds, mailed_link
from tests.pledges.people import State, a_petition, a_signature, a_supporter
from tests.pledges.signers import START, press_confirm, signed

pytestmark = pytest.mark.django_db


MINUTE, HOUR, DAY = (datetime.timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days"))


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

    def test_gives_the_whole_time_to_confirm_again_to_anyone_who_asks_again(self):
        petition = a_petition()
        signed(petition)
        assert Signature.objects.get().emailed_at == START
        signed(petition, at=START + 6 * DAY)
        signature = Signature.objects.get()
        assert (signature.signed_at, signature.emailed_at) == (START, START + 6 * DAY)

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
        with time_machine.travel(START + HOUR):
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
        assert "<dd>Nothing</dd>" in page

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


class TestFaultySignUp:
    @pytest.fixture
    def broken(self) -> Supporter:
        """Return a supporter whose address nobody can read, among eleven who signed."""
        petition = a_petition()
        for number in range(11):
            sign_up(
                SignUpData("Ines Basalt", f"{number}@example.org", "48226", agrees_to_mail=False),
                petition.slug,
                client_block="203.0.113.0/24",
                language="en-us",
                now=START,
            )
        broken = Supporter.objects.order_by("pk")[5]
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE pledges_supporter SET email = 'no token' WHERE id = %s", [broken.pk]
            )
        return broken

    def test_keeps_no_other_waiting(self, broken, mailoutbox):
        assert answered(START) == 10
        assert len(mailoutbox) == 10
        assert SignUp.objects.get().supporter_id == broken.pk

    def test_is_tried_three_times_then_set_aside_and_logged_once(self, broken, caplog):
        for _time in range(5):
            answered(START)
        sign_up = SignUp.objects.set_aside().get()
        assert sign_up.supporter_id == broken.pk
        assert sign_up.tries == SignUp.MOST_TRIES
        (record,) = (each for each in caplog.records if each.levelname == "ERROR")
        assert f"Sign-up {sign_up.pk} cannot be answered (InvalidToken in " in record.getMessage()

    def test_is_not_blamed_for_a_database_that_is_away(self, broken, monkeypatch):
        def fail(*args, **options):
            raise OperationalError

        monkeypatch.setattr(replies, "mailable_among", fail)
        with pytest.raises(OperationalError):
            answered(START)
        assert set(SignUp.objects.values_list("tries", flat=True)) == {0}


class TestBatch:
    @pytest.mark.parametrize("count", [1, 50])
    def test_takes_as_many_statements_for_one_as_for_fifty(
        self, count, django_assert_max_num_queries
    ):
        petition = a_petition()
        for number in range(count):
            sign_up(
                SignUpData("Ines Basalt", f"{number}@gmail.com", "48226", agrees_to_mail=False),
                petition.slug,
                client_block=f"203.0.{number}.0/24",
                language="en-us",
                now=START,
            )
        with django_assert_max_num_queries(26):
            assert answer_sign_ups(now=START) == count
        assert Message.objects.waiting().count() == count

    def test_of_one_person_for_two_petitions_says_what_they_said_last(self):
        first, second = a_petition(), a_petition()
        for petition, name in ((first, "Ines B."), (second, "Ines Basalt"), (first, "Inés Basalt")):
            sign_up(
                SignUpData(name, "ines@example.org", "48226", agrees_to_mail=False),
                petition.slug,
                client_block="203.0.113.0/24",
                language="en-us",
                now=START,
            )
        assert answer_sign_ups(now=START) == 3
        assert Supporter.objects.get().name == "Inés Basalt"
        assert kinds() == ["confirm", "confirm"]


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
