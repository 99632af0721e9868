"""Thanking people who confirmed: once a day, with what helps next."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from campaign.lib.outbox import Recipient, kind_of
from campaign.lib.outbox.models import Message
from pledges.mail.thanks import MOST_LISTED, thank
from pledges.models import Signature, Suppression
from pledges.signing import withdraw
from tests.factories import CandidacyFactory, run, state
from tests.pledges.emails import answered, mailed_link, send_due
from tests.pledges.people import a_petition, a_signature, a_supporter
from tests.pledges.signers import press_confirm, sign

pytestmark = pytest.mark.django_db
START = datetime.datetime(2026, 5, 4, 15, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


def body_of(signature: Signature) -> str:
    recipient = Recipient(signature.pk)
    return str(kind_of("thanks").compose([recipient], START)[recipient].body)


class TestThank:
    def test_follows_a_confirmation(self, mailoutbox):
        petition = a_petition(slug="ice", title="Investigate")
        client = Client(headers={"Sec-Fetch-Site": "same-origin"})
        sign(client)
        answered()
        press_confirm(client, mailed_link("confirm", mailoutbox))
        send_due()
        assert [mail.subject for mail in mailoutbox] == [
            "Confirm your signature: Investigate",
            "Thanks for signing: Investigate",
        ]
        assert petition.public_url in mailoutbox[1].body.split("\n")

    def test_comes_once_a_day_whatever_somebody_signs(self):
        supporter = a_supporter()
        signatures = [a_signature(a_petition(), supporter) for _number in range(3)]
        for hours, signature in zip((0, 23, 25), signatures, strict=True):
            thank(signature, now=START + hours * HOUR)
        thanked = Message.objects.filter(kind="thanks").order_by("queued_at")
        assert [each.object_id for each in thanked] == [signatures[0].pk, signatures[2].pk]

    def test_goes_to_nobody_who_left_unsubscribed_or_bounced(self, mailoutbox):
        signatures = [a_signature(a_petition()) for _number in range(4)]
        for signature in signatures:
            thank(signature, now=timezone.now())
        withdraw.withdraw(signatures[0], now=timezone.now())
        withdraw.stop_mail(signatures[1].supporter, now=timezone.now())
        Suppression.objects.create(email_key=signatures[2].supporter.email_key, reason="bounced")
        send_due()
        assert [mail.to for mail in mailoutbox] == [[signatures[3].supporter.email]]

    def test_comes_again_to_people_who_agree_again(self, mailoutbox):
        signature = a_signature(a_petition())
        withdraw.stop_mail(signature.supporter, now=timezone.now())
        withdraw.agree(signature.supporter, now=timezone.now())
        thank(signature, now=timezone.now())
        send_due()
        assert len(mailoutbox) == 1


class TestBallot:
    def test_lists_the_candidates_of_the_signers_state_with_their_answers(self):
        candidacy = run()
        CandidacyFactory.create(race__jurisdiction=state("OH"))
        body = body_of(a_signature(a_petition(), place="MI"))
        seat = candidacy.race.seat_name
        assert f"- {candidacy.person.full_name}, {seat}: No answer" in body.split("\n")
        assert body.count("No answer") == 1
        assert "http://127.0.0.1:8000/ballot/mi/" in body.split("\n")

    def test_is_short_in_a_state_with_many(self):
        race = run().race
        for _number in range(MOST_LISTED + 2):
            CandidacyFactory.create(race=race)
        body = body_of(a_signature(a_petition(), place="MI"))
        assert body.count("No answer") == MOST_LISTED
        assert "See 3 more candidates" in body

    @pytest.mark.parametrize("place", ["", "AF", "MI"])
    def test_is_left_out_where_nobody_is_known_to_run(self, place):
        assert "ballot" not in body_of(a_signature(a_petition(), place=place))
