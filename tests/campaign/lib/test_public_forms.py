from django import forms
from django.http import HttpResponse

from campaign.lib.forms import RefusableForm
from campaign.lib.public_forms import public_form, refusal_status


class NameForm(RefusableForm):
    name = forms.CharField()


class TestRefusalStatus:
    def test_is_403_from_elsewhere_422_with_mistakes_and_0_if_all_is_fine(self, rf):
        here = {"headers": {"Sec-Fetch-Site": "same-origin"}}
        for posted, headers, status in (
            ({"name": "Ines"}, {}, 403),
            ({}, here, 422),
            ({"name": "Ines"}, here, 0),
        ):
            form = NameForm(posted)
            assert refusal_status(rf.post("/", posted, **headers), form) == status
            assert bool(form.errors) is bool(status)


class TestPublicForm:
    def test_takes_a_form_without_a_token_and_no_other_method(self, client, rf):
        view = public_form(NameForm, "x.html")(lambda request: HttpResponse("ok"))
        assert view.csrf_exempt
        assert [view(rf.generic(name, "/")).status_code for name in ("GET", "POST", "PUT")] == [
            *(200, 200, 405)
        ]
