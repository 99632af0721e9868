"""From the table to the queue of the second person."""

import pytest
from django.test import Client

from candidates.models import Answer
from tests.candidates.admin.drafts import drafted_by, page, seen
from tests.candidates.admin.pages import fields_in, page_of
from tests.factories import (
    publish_answer,
    run,
)

pytestmark = pytest.mark.django_db


class TestChangeADraft:
    def test_wipes_a_verification(self, admin_client: Client, second, organizer):
        answer = drafted_by(organizer)
        second.post(page("verify", answer), seen(second, answer))
        posted = fields_in(second.get(page_of(answer)))
        second.post(page_of(answer), {**posted, "kind": "refused"})
        answer.refresh_from_db()
        assert (answer.recorded_by.username, answer.is_verified) == ("sasha", False)

    def test_leaves_the_recorder_where_nothing_was_changed(
        self, admin_client: Client, second, organizer
    ):
        answer = drafted_by(organizer)
        posted = fields_in(second.get(page_of(answer)))
        assert second.post(page_of(answer), posted).status_code == 302
        answer.refresh_from_db()
        assert answer.recorded_by == organizer

    def test_offers_only_its_own_evidence_to_lead(self, admin_client: Client, organizer):
        other = drafted_by(organizer)
        answer = drafted_by(organizer)
        posted = fields_in(admin_client.get(page_of(answer)))
        posted["lead_evidence"] = other.lead_evidence_id
        assert admin_client.post(page_of(answer), posted).status_code == 422

    def test_ends_with_publication(self, admin_client: Client):
        answer = publish_answer(run()).candidacy.current_answer or Answer.objects.get()
        assert not admin_client.get(page_of(answer)).context["has_change_permission"]
        assert admin_client.post(page_of(answer), {"kind": "refused"}).status_code == 403
