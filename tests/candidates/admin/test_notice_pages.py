"""An organizer gives a campaign notice, and everyone reads that with the answer."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidates import ledger
from candidates.desk import links, notice_emails
from candidates.models import AnswerNotice
from candidates.waiting import refusals_to_publish
from tests.candidates.admin.drafts import page, seen
from tests.candidates.ledger.test_notices import recipients, refusal
from tests.factories import OrganizerFactory

pytestmark = pytest.mark.django_db


class TestNotice:
    def test_is_sent_replied_to_and_public_with_the_answer(
        self, admin_client: Client, second: Client, client: Client
    ):
        answer = refusal()
        link = links.send(
            answer.candidacy, "desk@campaign.example", by=answer.recorded_by, now=timezone.now()
        )
        assert page("give_notice", answer) in admin_client.get(page("review", answer)).text
        refused = second.post(page("publish", answer), seen(second, answer), follow=True)
        assert "Send the campaign notice first" in refused.text
        sent = admin_client.post(page("give_notice", answer), follow=True)
        assert "The campaign has until" in sent.text
        notice_emails.note_sent(recipients(), timezone.now())
        admin_client.post(page("extend_notice", answer))
        empty = admin_client.post(page("note_reply", answer), {"reply": ""})
        assert empty.status_code == 422
        admin_client.post(page("note_reply", answer), {"reply": "We never said that."})
        answer.refresh_from_db()
        assert not answer.is_verified
        alone = admin_client.post(page("verify", answer), seen(admin_client, answer), follow=True)
        assert "someone else has to verify it" in alone.text
        second.post(page("verify", answer), seen(second, answer))
        assert admin_client.post(page("hurry", answer)).status_code == 422
        review = admin_client.get(page("review", answer)).text
        assert "We never said that." in review
        assert f'"{page("give_notice", answer)}"' not in review
        assert page("extend_notice", answer) not in review
        desk = client.get(links.url_of(link)).text
        assert "You have until" in desk
        due = AnswerNotice.objects.get().due_at
        assert due
        queue = admin_client.get(reverse("admin:candidates_answer_waiting")).text
        assert "publication after" in queue
        organizer = OrganizerFactory.create()
        assert not refusals_to_publish(organizer, due - datetime.timedelta(seconds=1)).exists()
        assert refusals_to_publish(organizer, due).get() == answer
        address = answer.candidacy.get_absolute_url()
        assert "We never said that." not in client.get(address).text
        ledger.answers.publish(answer, now=due)
        public = client.get(address).text
        for words in ("We never said that.", "It had until", "more time", "It replied on"):
            assert words in public
