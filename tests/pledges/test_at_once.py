"""Many at once: fifty who send the same form, and an erasure in the middle of a sign-up."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from campaign.lib.outbox.models import Message
from pledges.models import Signature, Supporter
from pledges.signing import withdraw
from pledges.statistics import petition_figures
from tests.pledges.emails import answered, mailed_link
from tests.pledges.people import a_petition, a_signature, a_supporter
from tests.pledges.signers import fields_of

FORM = {"name": "Ines Basalt", "email": "ines@example.org", "postal_code": "48226"}


def at_once(number: int, do: Callable[[], None]) -> None:
    """Call `do` in so many threads that wait for each other before they begin."""
    barrier = threading.Barrier(number)

    def begin() -> None:
        try:
            barrier.wait(timeout=30)
            do()
        finally:
            connection.close()

    threads = [threading.Thread(target=begin) for _number in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
class TestFiftyAtOnce:
    def test_who_send_the_same_form_are_one_row_and_get_one_mail(self, mailoutbox):
        a_petition(slug="ice")
        statuses = []

        def sign() -> None:
            client = Client(headers={"Sec-Fetch-Site": "same-origin"})
            statuses.append(client.post("/petitions/ice/sign/", FORM).status_code)

        at_once(50, sign)
        assert statuses == [200] * 50
        assert Supporter.objects.count() == 1
        assert Signature.objects.count() == 1
        at_once(4, answered)
        assert Message.objects.count() == 1
        assert len(mailoutbox) == 1

    def test_who_press_the_button_count_once(self, mailoutbox):
        petition = a_petition(slug="ice")
        Client(headers={"Sec-Fetch-Site": "same-origin"}).post("/petitions/ice/sign/", FORM)
        answered()
        link = mailed_link("confirm", mailoutbox)
        fields = fields_of(Client().get(link).text)
        statuses = []
        at_once(20, lambda: statuses.append(Client().post(link, fields).status_code))
        assert sorted(statuses) == [200] * 19 + [303]
        assert petition_figures(petition).total == 1


@pytest.mark.django_db(transaction=True)
class TestErasureAtOnce:
    def test_with_sign_ups_leaves_no_trace_and_no_error(self):
        a_petition(slug="ice")
        a_petition(slug="other")
        supporter = a_supporter(FORM["email"])
        a_signature(a_petition(), supporter)
        statuses = []

        def sign_and_erase() -> None:
            client = Client(headers={"Sec-Fetch-Site": "same-origin"})
            for slug in ("ice", "other"):
                statuses.append(client.post(f"/petitions/{slug}/sign/", FORM).status_code)
                withdraw.erase(supporter, now=timezone.now(), bars_address=True)
                answered()

        at_once(8, sign_and_erase)
        assert statuses == [200] * 16
        assert not Supporter.objects.exists()
        assert not Signature.objects.exists()
