import pytest

from campaign.lib.outbox.models import Message
from candidates.models import DeskSubmission

pytestmark = [pytest.mark.django_db, pytest.mark.world("demo")]


class TestDemoDesk:
    def test_leaves_an_answer_a_question_and_a_reply_to_organizers_and_emails_nobody(self, client):
        waiting = DeskSubmission.objects.waiting()
        assert set(waiting.values_list("action", flat=True)) == {"sign", "question", "reply"}
        (reply,) = DeskSubmission.objects.published_replies()
        page = client.get(reply.candidacy.get_absolute_url()).text
        assert "The campaign’s reply" in page
        assert reply.words in page
        assert not Message.objects.filter(kind__startswith="desk").exists()
