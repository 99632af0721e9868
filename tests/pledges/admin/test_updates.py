from __future__ import annotations

import pytest
from django.utils import timezone

from campaign.content.models import Profile
from pledges.models import Update
from tests.pledges.admin.pages import add_to, errors_of, page, sent
from tests.pledges.people import a_petition, a_signature, a_supporter

ADD = add_to("update")
pytestmark = pytest.mark.django_db


@pytest.fixture
def update() -> Update:
    """Return a public update to a petition of which two signers agreed to updates."""
    Profile.objects.create(name="Ours", ask="We ask.", postal_address="P.O. Box 1")
    petition = a_petition(title="Files")
    for _number in range(2):
        a_signature(petition, a_supporter(agreed_at=timezone.now()))
    a_signature(petition)
    return Update.objects.create(
        petition=petition,
        title="We met them",
        body="They *listened*.",
        published_at=timezone.now(),
    )


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
