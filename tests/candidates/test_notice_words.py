"""What everyone reads about the notice of a refusal."""

import pytest

from candidates import ledger
from candidates.desk import notice_emails
from candidates.notice_words import needed_in_words, notice_in_words, notice_to_campaign
from tests.candidates.ledger.test_notices import NOW, OVER, recipients, refusal, refusal_by_link
from tests.factories import OrganizerFactory, publish_answer, run

pytestmark = pytest.mark.django_db


class TestNoticeInWords:
    def test_says_why_there_was_none(self):
        for answer, words in (
            (publish_answer(run()), []),
            (
                publish_answer(run(), "refused"),
                ["Published before we gave campaigns notice of refusals."],
            ),
            (refusal(), ["No notice sent yet."]),
            (
                refusal_by_link(),
                ["The campaign sent this by its own link, so it needed no notice."],
            ),
        ):
            assert notice_in_words(answer) == words

    def test_tells_the_clock_the_reply_and_the_extension(self):
        answer, by = refusal(), OrganizerFactory.create()
        ledger.notices.send(answer, by=by, now=NOW)
        assert notice_in_words(answer) == ["We’re emailing the campaign notice."]
        assert needed_in_words(answer, NOW) == "its notice to be sent"
        notice_emails.note_sent(recipients(), NOW)
        assert needed_in_words(answer, NOW) == "publication after March 9, 2026"
        assert needed_in_words(answer, OVER) == "publication"
        assert "It has until the end of March 9, 2026" in " ".join(notice_in_words(answer))
        assert notice_to_campaign(answer) == [
            "We emailed you about this on March 2, 2026.",
            "You have until the end of March 9, 2026 to reply.",
        ]
        ledger.notices.extend(answer, by=by, now=NOW)
        ledger.notices.note_reply(answer, reply="Not so.", now=OVER)
        words = " ".join(notice_in_words(answer))
        for part in ("March 2, 2026", "March 16, 2026", "more time", "replied on March 10, 2026"):
            assert part in words
        told = " ".join(notice_to_campaign(answer))
        assert "we gave you more time. You replied on March 10, 2026." in told
        notice_emails.note_bounces(recipients(), NOW)
        assert notice_in_words(answer) == ["We emailed the campaign notice, but no email arrived."]
        assert needed_in_words(answer, OVER) == "another notice: no email arrived"
