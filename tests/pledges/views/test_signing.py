"""The form that signs a petition: what it refuses, and the pages around it."""

from __future__ import annotations

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from campaign.lib import public_forms
from pledges.mail.addresses import forget_rules
from pledges.models import Petition, Supporter
from pledges.views import signing
from tests.pledges.emails import answered
from tests.pledges.people import a_petition
from tests.pledges.signers import BROWSER, FORM, sign
from tests.pledges.views.test_petitions import main, page

pytestmark = pytest.mark.django_db
State = Petition.State


class TestPagesOfSigning:
    """What stands around the form; what the form does is tested beside its view."""

    @pytest.fixture
    def petition(self) -> Petition:
        return a_petition(slug="end-it", title="End it")

    @pytest.mark.parametrize(
        ("path", "says"),
        [
            ("sign/", "Add your name"),
            ("sign/sent/", "Check your email"),
            ("signed/", "Your name counts"),
            ("signed/mi/", "Ask the candidates in Michigan"),
        ],
    )
    def test_say_their_part_and_are_not_for_search_engines(self, client, petition, path, says):
        shown = page(client, f"/petitions/end-it/{path}")
        assert says in shown
        assert '<meta name="robots" content="noindex">' in shown

    @pytest.mark.parametrize(
        ("path", "says"),
        [
            ("", "Where can we reach you?"),
            ("sent/", "Check your email"),
            ("joined/", "You’re with us"),
        ],
    )
    def test_of_joining_do_so_too(self, client, path, says):
        shown = page(client, f"/join/{path}")
        assert says in shown
        assert '<meta name="robots" content="noindex">' in shown

    def test_lead_from_a_signature_to_the_signers_state(self, client, petition):
        shown = main(client, "/petitions/end-it/signed/mi/")
        assert 'href="/ballot/mi/"' in shown
        assert 'href="/tracker/mi/sheet/"' in shown
        assert 'href="/tracker/find/"' in main(client, "/petitions/end-it/signed/")

    def test_share_the_petition_and_no_page_about_a_signer(self, client, petition):
        shown = page(client, "/petitions/end-it/signed/mi/")
        assert f'data-url="{petition.public_url}"' in shown
        assert "og:url" not in shown

    def test_show_no_form_once_nobody_can_sign(self, client, petition):
        Petition.objects.update(state=State.PAUSED)
        assert "<form" not in main(client, "/petitions/end-it/sign/")
        response = client.post(
            "/petitions/end-it/sign/",
            {"name": "Ines Basalt"},
            headers={"sec-fetch-site": "same-origin"},
        )
        assert response.status_code == 409
        assert "This petition is paused" in response.text
        assert "we didn’t save anything you typed" in response.text

    def test_ask_about_an_address_right_below_it(self, client, petition):
        typed = {"name": "Ines", "email": "ines@gmial.com", "postal_code": "48226"}
        response = client.post(
            "/petitions/end-it/sign/", typed, headers={"sec-fetch-site": "same-origin"}
        )
        shown = " ".join(response.text.split())
        assert response.status_code == 422
        assert "Did you mean ines@gmail.com?" in shown
        places = [shown.index(f'name="{name}"') for name in ("email", "is_address_right")]
        assert places == sorted(places)
        assert shown.index('name="is_address_right"') < shown.index('name="postal_code"')


class TestRefusal:
    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("name", "", "Enter your name."),
            ("name", "\u200b", "Enter your name."),
            ("name", "a" * 151, "at most 150"),
            ("name", "see https://spam.example", "only a name"),
            ("name", "=SUM(A1)", "from the start"),
            ("name", "＝SUM(A1)", "from the start"),
            ("name", "Ines\u202eBasalt", "invisible character"),
            ("email", "ines@example.org\nBcc: b@example.org", "Enter an email address"),
            ("email", "a@example.org, b@example.org", "Enter an email address"),
            ("email", "a@[192.0.2.1]", "Enter an email address"),
            ("email", f"{'a' * 65}@example.org", "Enter an email address"),
            ("email", "ines\u00ad@example.org", "There’s an invisible character"),
            ("email", "ines@☃.net", "Enter an email address"),
            ("postal_code", "4822", "five-digit"),
            ("postal_code", "４８２２６", "five-digit"),
            ("postal_code", "٤٨٢٢٦", "five-digit"),
            ("postal_code", "a" * 10_000, "five-digit"),
            ("comment", "x" * 50_000, "at most 500"),
        ],
    )
    def test_is_said_at_the_field_and_keeps_what_was_typed(
        self, visitor, petition, field, value, words
    ):
        response = sign(visitor, **{field: value})
        assert response.status_code == 422
        assert words in response.text
        assert f'id="id_{field}_error"' in response.text
        for name, typed in FORM.items():
            if name != field:
                assert f'value="{typed}"' in response.text
        assert not Supporter.objects.exists()

    def test_of_a_likely_typing_error_offers_the_right_domain_and_forces_nothing(
        self, visitor, petition
    ):
        response = sign(visitor, email="ines@gmial.com")
        assert response.status_code == 422
        assert "Did you mean ines@gmail.com?" in response.text
        assert sign(visitor, email="ines@gmial.com", is_address_right="on").status_code == 200
        assert Supporter.objects.get().email == "ines@gmial.com"

    def test_of_an_address_that_was_pasted_goes_to_its_domain(self, visitor, petition, mailoutbox):
        assert "ines@xn--fa-hia.de" in sign(visitor, email="\u202aines@faß.de\u202c").text
        answered()
        assert [message.to for message in mailoutbox] == [["ines@xn--fa-hia.de"]]

    @pytest.mark.parametrize(
        "headers", [{}, {"Origin": "null"}, {"Origin": "https://elsewhere.example"}]
    )
    def test_of_a_form_from_elsewhere_keeps_what_was_typed(self, petition, headers):
        response = sign(Client(enforce_csrf_checks=True, headers=headers))
        assert response.status_code == 403
        assert 'value="ines@example.org"' in response.text
        assert not Supporter.objects.exists()

    @pytest.mark.parametrize("state", ["paused", "closed", "won", "withdrawn"])
    def test_of_a_petition_that_takes_no_signatures_stores_nothing(self, visitor, petition, state):
        Petition.objects.update(state=state, state_note="Because.")
        assert sign(visitor).status_code == 409
        assert not Supporter.objects.exists()

    def test_of_a_petition_past_its_time_stores_nothing(self, visitor, petition):
        Petition.objects.update(closes_at=timezone.now() - datetime.timedelta(seconds=1))
        assert sign(visitor).status_code == 409

    def test_of_a_petition_that_closes_while_the_form_is_read_stores_nothing(
        self, visitor, petition, monkeypatch
    ):
        def refusal_status(request, form):
            Petition.objects.update(state="closed")
            return public_forms.refusal_status(request, form)

        monkeypatch.setattr(signing, "refusal_status", refusal_status)
        assert sign(visitor).status_code == 409
        assert not Supporter.objects.exists()

    def test_of_a_draft_is_that_there_is_no_such_page(self, visitor, petition):
        Petition.objects.update(state="draft")
        assert sign(visitor).status_code == 404
        assert visitor.get("/petitions/ice/sign/").status_code == 404
        assert visitor.get("/petitions/ice/sign/sent/").status_code == 404

    @pytest.mark.parametrize("headers", [BROWSER, {"Origin": "https://elsewhere.example"}])
    def test_while_the_database_is_away_keeps_what_was_typed(self, database_away, headers):
        """At a domain that no memory knows: no form needs the database to be drawn."""
        forget_rules()
        visitor = Client(enforce_csrf_checks=True, headers=headers)
        response = sign(visitor, email="ines@gmial.com", comment="KEPT <1>", is_address_right="on")
        assert response.status_code == (503 if headers == BROWSER else 403)
        assert ("Retry-After" in response.headers) == (headers == BROWSER)
        assert 'value="ines@gmial.com"' in response.text
        assert "KEPT &lt;1&gt;" in response.text
        [box] = re.findall(r'<input type="checkbox" name="is_address_right"[^>]*>', response.text)
        assert "checked" in box

    def test_while_the_database_only_reads_keeps_what_was_typed(
        self, petition, visitor, database_read_only
    ):
        response = sign(visitor, comment="KEPT <1>")
        assert response.status_code == 503
        assert "KEPT &lt;1&gt;" in response.text
