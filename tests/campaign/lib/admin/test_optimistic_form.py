import pytest
from django.test import Client

from candidates.models import Person
from tests.candidates.admin.pages import fields_in, page_of
from tests.factories import draft_answer, run


class TestAFormFromElsewhere:
    @pytest.mark.parametrize("token", ["", "forged", None])
    def test_is_looked_through_before_it_is_saved(self, admin_client: Client, token):
        person = run("Ada Quartz").person
        posted = fields_in(admin_client.get(page_of(person)))
        posted["full_name"], posted["as_opened"] = "Ada Moss", token
        if token is None:
            del posted["as_opened"]
        refused = admin_client.post(page_of(person), posted)
        assert refused.status_code == 422
        assert Person.objects.get().full_name == "Ada Quartz"
        assert admin_client.post(page_of(person), fields_in(refused)).status_code == 302

    def test_with_the_token_of_another_row_is_refused(self, admin_client: Client):
        first, second = run().person, run().person
        token = fields_in(admin_client.get(page_of(first)))["as_opened"]
        posted = {**fields_in(admin_client.get(page_of(second))), "as_opened": token}
        assert admin_client.post(page_of(second), posted).status_code == 422


class TestChange:
    def test_sees_words_and_not_codes(self, admin_client: Client):
        answer = draft_answer(run())
        mine = fields_in(admin_client.get(page_of(answer)))
        admin_client.post(page_of(answer), {**mine, "kind": "rescinded"})
        refused = admin_client.post(page_of(answer), {**mine, "kind": "refused"})
        [change] = refused.context["adminform"].form.changes
        assert (change.opened, change.now, change.yours) == (
            "signed",
            "signed, then took it back",
            "refused",
        )
