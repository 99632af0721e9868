from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from pledges.models import Follow, SignUp, Supporter
from pledges.privacy.download import download_of
from pledges.signing.withdraw import erase
from tests.factories import run
from tests.pledges.emails import answered
from tests.pledges.follows import NOON, a_follow
from tests.pledges.people import a_supporter
from tests.pledges.signers import bytes_of, fields_of, me_of

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOON, tick=False)]
FORM = {"what": "MI-06", "email": "ines@example.org"}


class TestFollow:
    def test_answers_the_same_whoever_the_address_belongs_to(self, visitor, mailoutbox):
        run()
        known = a_supporter("known@example.org")
        a_follow("MI-06", known)
        erase(a_supporter("erased@example.org"), now=timezone.now(), bars_address=True)
        told = [
            bytes_of(visitor.post("/follow/", {**FORM, **typed}), typed["email"])
            for typed in [
                {"email": "ines@example.org"},
                {"email": known.email},
                {"email": "erased@example.org"},
                {"leaf": "x", "email": "spam@example.org"},
            ]
        ]
        assert told[0][0] == 200
        assert told == told[:1] * 4
        again = fields_of(visitor.post("/follow/", FORM).text)
        assert again == {**FORM, "is_address_right": "on"}
        answered()
        assert [email.to for email in mailoutbox] == [["ines@example.org"], [known.email]]

    def test_refuses_what_is_no_address_and_keeps_it(self, visitor):
        run()
        for typed in ["", "ines", "ines@gmial.com", "a@b.example\nBcc: c@d.example", "x" * 5000]:
            response = visitor.post("/follow/", {**FORM, "email": typed})
            assert response.status_code == 422
            assert 'value="MI-06"' in response.text
        assert not Supporter.objects.exists()

    def test_refuses_what_comes_from_elsewhere(self):
        run()
        for headers in [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]:
            response = Client(headers=headers).post("/follow/", FORM)
            assert response.status_code == 403
            assert "ines@example.org" in response.text
        assert not SignUp.objects.exists()

    def test_says_that_nobody_can_follow_what_is_not_there(self, visitor):
        run()
        for what in ["MI-99", "MI\0", "x" * 3000]:
            assert visitor.post("/follow/", {**FORM, "what": what}).status_code in {400, 404}
        assert visitor.get("/follow/?what=ZZ").status_code == 404
        assert visitor.put("/follow/").status_code == 405

    def test_has_a_page_of_its_own(self, visitor):
        run()
        assert "Michigan, District 6" in visitor.get("/follow/?what=MI-06").text
        assert "find the candidates on your ballot" in visitor.get("/follow/").text

    def test_keeps_what_was_typed_while_the_database_is_away(self, visitor, monkeypatch):
        def is_away(*_args: object) -> None:
            raise OperationalError

        monkeypatch.setattr("pledges.views.follows.wanted_by", is_away)
        response = visitor.post("/follow/", FORM)
        assert response.status_code == 503
        assert 'value="MI-06"' in response.text
        assert 'value="ines@example.org"' in response.text


class TestYourInformation:
    def test_shows_each_follow_with_a_button_that_stops_it(self, visitor):
        run()
        supporter = a_supporter()
        kept, stopped = a_follow("MI", supporter), a_follow("OH", supporter)
        others = a_follow("MI")
        me = me_of(supporter)
        assert "Stop following Ohio" in visitor.get(me).text
        for row in (stopped, stopped, others):
            assert visitor.post(f"{me}stop-following/{row.pk}/").status_code == 303
        assert set(Follow.objects.all()) == {kept, others}
        assert [each["who"] for each in download_of(supporter)["follows"]] == ["Michigan"]

    def test_of_someone_who_only_follows_asks_for_no_name(self, visitor):
        run()
        me = me_of(a_follow("MI", a_supporter(name="", postal_code="")).supporter)
        assert "You haven’t told us your name or ZIP code." in visitor.get(me).text
