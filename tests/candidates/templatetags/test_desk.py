import pytest
from django.utils import timezone

from candidates import ledger
from candidates.models import DeskSubmission
from candidates.templatetags.desk import WORDS, button, explained, offer, progress
from tests.candidates.desk.desks import a_link, submit
from tests.factories import OrganizerFactory


class TestWords:
    def test_are_there_for_every_action(self):
        assert set(WORDS) == set(DeskSubmission.Action)
        assert offer("decline") == "Decline"
        assert explained("question").startswith("An organizer answers")
        assert button("sign") == "Sign the pledge"


@pytest.mark.django_db
class TestProgress:
    def test_follows_an_answer_from_message_to_publication(self):
        sent = submit(a_link())
        assert progress(sent).startswith("We decide by ")
        answer = ledger.desk.record(sent, by=OrganizerFactory.create())
        assert progress(sent).startswith("Recorded. A second person checks it by ")
        ledger.answers.verify(answer, by=OrganizerFactory.create())
        ledger.answers.publish(answer, now=timezone.now())
        sent.refresh_from_db()
        assert progress(sent).startswith("Done on ")
