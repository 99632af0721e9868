import datetime

import pytest

from campaign.lib.outbox.models import Message
from candidates.models import Answer, AnswerNotice
from candidates.waiting import lost_notices, refusals_to_publish
from tests.factories import OrganizerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.world("demo")]


class TestGiveNotices:
    def test_leaves_a_refusal_with_a_reply_and_one_whose_notice_reached_nobody(self):
        lost, replied = AnswerNotice.objects.running()
        assert (replied.is_given, replied.replied_at is not None) == (True, True)
        assert replied.due_at - replied.sent_at > datetime.timedelta(days=5)
        [reply] = replied.answer.desk_submissions.undecided()
        assert reply.is_reply
        assert lost.is_lost
        me = OrganizerFactory.create()
        assert list(lost_notices(me, lost.sent_at)) == [lost.answer]
        assert not refusals_to_publish(me, replied.due_at).exists()
        assert not Answer.objects.published().filter(pk=replied.answer_id).exists()

    def test_emails_nobody(self):
        assert not Message.objects.filter(kind="answer_notice").exists()
