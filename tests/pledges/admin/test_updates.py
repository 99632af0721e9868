from __future__ import annotations

import pytest

from pledges.models import Update
from tests.pledges.admin.pages import add_to, errors_of, page, sent
from tests.pledges.people import a_petition

ADD = add_to("update")
pytestmark = pytest.mark.django_db


class TestForm:
    def test_stores_an_update_and_leads_to_its_preview(self, admin_client):
        typed = {"petition": a_petition().pk, "title": "News", "body": "Words."}
        response = sent(admin_client, ADD, typed, {"_preview": "1"})
        assert response.headers["Location"] == page("preview", Update.objects.get())

    @pytest.mark.parametrize(
        ("field", "words"),
        [("body", "See [[nothing]]"), ("body", "{singed}"), ("title", "{signed}")],
    )
    def test_refuses_what_leads_nowhere(self, admin_client, field, words):
        typed = {"petition": a_petition().pk, "title": "News", "body": "Words.", field: words}
        refused = sent(admin_client, ADD, typed)
        assert refused.status_code == 422
        assert errors_of(refused, field)

    def test_is_deleted_only_before_anybody_saw_it(self, admin_client, update):
        draft = Update.objects.create(petition=update.petition, title="Draft", body="x")
        assert admin_client.post(page("delete", update), {"post": "yes"}).status_code == 403
        assert admin_client.post(page("delete", draft), {"post": "yes"}).status_code == 302
