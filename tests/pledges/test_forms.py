from __future__ import annotations

import pytest
from django import forms
from django.http import QueryDict
from django.test import Client

from campaign.content.comments import CommentForm
from candidates.current_record import CurrentRecord
from candidates.forms.report import ReportForm
from candidates.forms.tracker import TrackerForm
from candidates.place_lookup import FindForm
from pledges.forms import AddressForm, AskAgainForm, ConfirmSignatureForm, JoinForm, SignForm
from pledges.models import Signature, Supporter
from tests.pledges.emails import answered, mailed_link
from tests.pledges.people import a_petition
from tests.pledges.shown_names import NAMES, correct, decide, page, shown
from tests.pledges.signers import press_confirm, sign

pytestmark = pytest.mark.django_db


class TestSharedFields:
    @pytest.mark.parametrize("form_class", [SignForm, JoinForm])
    def test_are_left_as_they_were_by_each_form(self, form_class):
        before = str(form_class())
        wrong = form_class({"email": "ines@gmial.com", "name": "=A1"})
        assert {"name", "email", "postal_code"} <= wrong.errors.keys()
        assert "is_address_right" in wrong.fields
        wrong.drawn()
        assert str(form_class()) == before


class TestShowMeAs:
    def test_is_asked_where_one_confirms_and_not_on_the_sign_form(self, petition, mailoutbox):
        browser = Client(headers={"Sec-Fetch-Site": "same-origin"})
        assert "shown_as" not in browser.get("/petitions/ice/sign/").text
        sign(browser, name="Nguyễn Thị Lan", shown_publicly="on")
        answered()
        link = mailed_link("confirm", mailoutbox)
        text = browser.get(link).text
        for words in (
            "“Nguyễn, Michigan”",
            'value="Thị"',
            'value="N. T. L."',
            "A neighbor in",
        ):
            assert words in text
        press_confirm(browser, link, shown_as="Lan")
        assert "Lan</strong>, Michigan" in page(petition)
        assert Supporter.objects.get().first_name == "Lan"

    def test_keeps_the_usual_when_the_name_is_corrected(self, petition):
        signature = shown(petition)
        correct(signature.supporter, name="Ana Doe")
        assert "Ana</strong>, Michigan" in page(petition)

    def test_keeps_a_choice_that_the_corrected_name_still_has(self, petition):
        signature = shown(petition)
        correct(signature.supporter, shown_as="Doe")
        correct(signature.supporter, name="Ana Doe")
        assert "Doe</strong>, Michigan" in page(petition)

    def test_asks_again_when_a_choice_is_no_part_of_the_corrected_name(self, petition):
        signature = shown(petition, "Jane Doe")
        correct(signature.supporter, shown_as="J. D.")
        response = correct(signature.supporter, name="Ana Roe")
        assert response.status_code == 422
        assert "Choose how we show your new name." in response.text
        assert 'value="A. R."' in response.text
        assert "J. D.</strong>, Michigan" in page(petition)

    def test_is_asked_again_on_the_page_that_confirms(self, petition, mailoutbox):
        browser = Client(headers={"Sec-Fetch-Site": "same-origin"})
        sign(browser, name="Jane Doe", shown_publicly="on")
        answered()
        link = mailed_link("confirm", mailoutbox)
        response = press_confirm(browser, link, name="Ana Roe", shown_as="J. D.")
        assert response.status_code == 422
        assert "Ana" not in page(petition)
        press_confirm(browser, link, name="Ana Roe", shown_as="A. R.")
        assert "A. R.</strong>, Michigan" in page(petition)

    def test_lets_other_wording_wait(self, petition, admin_client):
        signature = shown(petition)
        correct(signature.supporter, shown_as="@own", own_wording="Janie from Flint")
        assert "Jan" not in page(petition)
        assert Supporter.objects.get().first_name == "Janie from Flint"
        assert "Janie from Flint" in admin_client.get(NAMES).text
        decide(admin_client, "approved", "waiting")
        assert "Janie from Flint</strong>, Michigan" in page(petition)

    def test_takes_wording_that_is_a_part_of_the_name_at_once(self, petition):
        signature = shown(petition)
        correct(signature.supporter, shown_as="@own", own_wording="Doe")
        assert "Doe</strong>, Michigan" in page(petition)

    def test_lets_wording_wait_on_every_petition(self, petition, mailoutbox):
        first = shown(a_petition())
        supporter = first.supporter
        Supporter.objects.update(shown_as="Janie from Flint")
        Signature.objects.update(name_state="approved")
        browser = Client(headers={"Sec-Fetch-Site": "same-origin"})
        sign(browser, email=supporter.email, shown_publicly="on")
        answered()
        press_confirm(browser, mailed_link("confirm", mailoutbox))
        assert "Janie" not in page(petition)
        assert "Janie" in page(first.petition)

    @pytest.mark.parametrize(
        ("wording", "words"),
        [
            ("", "Enter the wording"),
            ("x" * 41, "at most 40"),
            ("www.spam.example", "only a name"),
            ("Ja\u202ene", "invisible character"),
        ],
    )
    def test_refuses_other_wording_at_its_field(self, petition, wording, words):
        signature = shown(petition)
        response = correct(signature.supporter, shown_as="@own", own_wording=wording)
        assert response.status_code == 422
        assert words in response.text
        assert 'id="id_own_wording_error"' in response.text
        assert "Jane" in page(petition)


def hints_of(form: forms.Form) -> dict[str, dict[str, str]]:
    """Return what each box that people type into tells the keyboard of a phone."""
    return {
        field.name: field.field.widget.attrs
        for field in form
        if field.widget_type in {"text", "email", "url"} and field.name != "leaf"
    }


class TestOnAPhone:
    def test_every_box_of_a_public_form_brings_up_the_right_keyboard(self):
        record = CurrentRecord(None)
        forms_ = [SignForm(), JoinForm(), AddressForm(), AskAgainForm(), ConfirmSignatureForm()]
        others = [CommentForm(), ReportForm(), FindForm(), TrackerForm(QueryDict(), record=record)]
        boxes = {
            f"{type(form).__name__}.{name}": hints
            for form in (*forms_, *others)
            for name, hints in hints_of(form).items()
        }
        assert len(boxes) == 18
        for box, hints in boxes.items():
            assert hints["autocomplete"], box
            assert hints["enterkeyhint"] in {"next", "send", "search"}, box
            # What somebody should write begins as a sentence does.
            assert "autocapitalize" in hints or box == "ReportForm.claimed_value", box

    def test_the_enter_key_leads_to_the_next_box_and_sends_from_the_last(self):
        keys = {name: hints["enterkeyhint"] for name, hints in hints_of(JoinForm()).items()}
        assert keys == {"name": "next", "email": "next", "postal_code": "send"}
        assert hints_of(AddressForm())["email"]["enterkeyhint"] == "send"
        assert hints_of(SignForm())["postal_code"]["enterkeyhint"] == "next"
