import datetime

import pytest
from django.utils import timezone

from candidates import ledger
from candidates.models import DeskSubmission
from candidates.templatetags.desk import WORDS, button, explained, offer, progress
from tests.candidates.desk.desks import a_link, a_submission, submit
from tests.factories import AnswerFactory, OrganizerFactory, publish_answer


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
        assert progress(sent).startswith("We check it by ")
        answer = ledger.desk.record(sent, by=OrganizerFactory.create())
        assert progress(sent).startswith("Recorded. A second person checks it by ")
        ledger.answers.verify(answer, by=OrganizerFactory.create())
        ledger.answers.publish(answer, now=timezone.now())
        sent.refresh_from_db()
        assert progress(sent).startswith("We published it on ")

    def test_says_days_and_times_as_they_are_here(self, monkeypatch):
        sent = a_submission(a_link(), action="sign")
        # The evening before, in the zone that it names.
        sent.received_at = datetime.datetime(2026, 6, 2, 2, 30, tzinfo=datetime.UTC)
        monkeypatch.setattr(timezone, "now", lambda: sent.due_at)
        in_time = "We check it by June 8, 2026, 10:30 p.m. Eastern."
        assert progress(sent) == f"{in_time} Then we publish it, or email you why not."
        monkeypatch.setattr(timezone, "now", lambda: sent.due_at + datetime.timedelta(minutes=1))
        late = "We promised to decide by June 8, 2026, 10:30 p.m. Eastern, and we’re late."
        assert progress(sent) == late
        sent.decided_at, sent.decision = sent.received_at, "accepted"
        assert progress(sent) == "We published it on June 1, 2026."

    @pytest.mark.parametrize(
        ("action", "promise", "done"),
        [
            ("question", "We email you an answer by ", "We answered it on "),
            ("fact", "We check it and email you ", "You were right. We corrected the record on "),
            ("reply", "We check it by ", "We published it on "),
        ],
    )
    def test_names_what_we_do_with_each_message(self, action, promise, done):
        sent = a_submission(a_link(), action=action)
        assert progress(sent).startswith(promise)
        sent.decided_at, sent.decision = timezone.now(), "accepted"
        assert progress(sent).startswith(done)

    def test_never_says_that_a_reply_is_public_before_its_answer(self):
        sent = a_submission(a_link(), action="reply")
        sent.answer = AnswerFactory.create(candidacy=sent.candidacy)
        sent.decided_at, sent.decision = timezone.now(), "accepted"
        assert progress(sent).endswith("We’ll publish it with the answer.")

    def test_says_what_two_people_decided_about_a_dispute(self):
        link = a_link()
        publish_answer(link.candidacy)
        sent = submit(link, "dispute")
        assert progress(sent).startswith("Two of us decide by ")
        ledger.answers.retract(sent.answer, reason="An intern.", now=timezone.now())
        sent.refresh_from_db()
        assert progress(sent).endswith(": We retracted the answer. An intern.")
