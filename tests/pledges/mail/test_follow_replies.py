from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

from pledges.models import Follow, SignUp, Supporter, Suppression
from pledges.signing.withdraw import erase
from tests.factories import run
from tests.pledges.emails import answered, kinds, mailed_link
from tests.pledges.follows import MINUTE, NOON, a_follow, ask
from tests.pledges.people import a_petition, a_supporter
from tests.pledges.signers import press_confirm, signed

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOON, tick=False)]


class TestAnswer:
    def test_asks_to_confirm_once_however_often_the_form_is_sent(self):
        run()
        for minute in (0, 1, 2):
            ask("MI", at=NOON + minute * MINUTE)
        assert kinds() == ["follow"]
        assert Follow.objects.get().emailed_at == NOON
        assert not SignUp.objects.exists()
        assert "Michigan" in mail.outbox[0].body

    def test_counts_with_sign_ups_toward_what_a_mailbox_may_get(self):
        run()
        signed(a_petition(), at=NOON)
        ask("MI", at=NOON + MINUTE)
        assert kinds() == ["confirm", "follow"]
        assert len(mail.outbox) == 1
        answered(NOON + 10 * MINUTE)
        assert len(mail.outbox) == 2

    def test_says_to_people_who_already_follow_that_they_do(self):
        run()
        a_follow("MI", a_supporter("ines@example.org"))
        ask("MI")
        assert "You already follow Michigan" in mail.outbox[0].body
        assert "/follow/confirm/" not in mail.outbox[0].body

    def test_does_not_email_an_address_that_asked_for_none(self):
        run()
        supporter = a_supporter("ines@example.org")
        Suppression.objects.create(email_key=supporter.email_key, reason="asked")
        ask("MI")
        erase(a_supporter("erased@example.org"), now=NOON, bars_address=True)
        ask("MI", "erased@example.org")
        assert mail.outbox == []
        assert not SignUp.objects.exists()

    def test_of_a_follower_who_signs_takes_their_name_and_zip_code(self):
        run()
        ask("MI")
        Client().post(mailed_link("follow/confirm", mail.outbox))
        signed(a_petition(), at=NOON + 11 * MINUTE)
        press_confirm(Client(), mailed_link("confirm", mail.outbox))
        supporter = Supporter.objects.get()
        assert (supporter.name, supporter.postal_code) == ("Ines Basalt", "48226")
        assert supporter.signatures.get().place == "MI"

    def test_of_a_follower_does_not_keep_what_a_stranger_said_in_their_name(self):
        run()
        petition = a_petition()
        ask("MI")
        Client().post(mailed_link("follow/confirm", mail.outbox))
        signed(petition, at=NOON + 11 * MINUTE, name="Sam Stranger", zip_code="43004")
        signed(petition, at=NOON + 60 * MINUTE)
        press_confirm(Client(), mailed_link("confirm", mail.outbox))
        supporter = Supporter.objects.get()
        assert (supporter.name, supporter.postal_code) == ("Ines Basalt", "48226")
        signed(a_petition(slug="other"), at=NOON + 90 * MINUTE, name="Sam Stranger")
        supporter.refresh_from_db()
        assert supporter.name == "Ines Basalt"
