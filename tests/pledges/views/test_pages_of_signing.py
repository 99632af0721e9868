"""What a visitor sees around the form: before it, after it, and where there is none."""

from __future__ import annotations

import pytest

from pledges.models import Petition
from tests.pledges.people import a_petition
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
        assert 'href="/tracker/mi/"' in shown
        assert 'href="/tracker/mi/sheet/"' in shown
        assert 'href="/tracker/"' in main(client, "/petitions/end-it/signed/")

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
