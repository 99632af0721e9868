from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from candidates import ledger
from candidates.desk import receipts
from candidates.models import Correction, DeskFile, DeskSubmission, Hold
from tests.candidates.desk.desks import a_link, submit, waiting
from tests.candidates.ledger.test_notices import refusal
from tests.factories import OrganizerFactory, publish_answer
from tests.pictures import pdf, uploaded

pytestmark = pytest.mark.django_db


def files_in(folder: Path) -> set[Path]:
    return set(folder.glob("desk/*"))


class TestReceive:
    def test_hashes_the_text_as_it_is_shown(self):
        sent = submit(a_link())
        assert sent.sha256 == hashlib.sha256(sent.text.encode()).hexdigest()
        assert "Ines Basalt" in sent.text
        assert "@" not in sent.text

    def test_takes_a_second_click_for_the_first(self):
        link = a_link()
        assert submit(link) == submit(link)
        assert waiting(receipts.KIND) == 1

    def test_joins_a_correction_to_the_reports_of_errors(self):
        sent = submit(a_link(), "fact")
        [correction] = Correction.objects.undecided()
        assert (correction.claimed_value, correction.sender) == ("Green", "")
        assert sent.correction == correction
        assert sent not in DeskSubmission.objects.waiting()

    def test_notes_a_reply_on_the_notice_of_a_refusal(self):
        link = a_link()
        answer = refusal(link.candidacy)
        notice = ledger.notices.send(answer, by=OrganizerFactory.create(), now=timezone.now())
        sent = submit(link, "reply")
        notice.refresh_from_db()
        assert (notice.replied_at, sent.answer) == (sent.received_at, answer)

    def test_ties_a_reply_to_the_answer_that_it_is_about(self):
        link = a_link()
        answer = publish_answer(link.candidacy, "refused")
        assert submit(link, "reply").answer == answer

    def test_names_the_answer_that_a_dispute_is_about(self):
        link = a_link()
        earlier = publish_answer(link.candidacy, answered_on="2026-03-14")
        publish_answer(link.candidacy, "refused", answered_on="2026-03-20")
        sent = submit(link, "dispute", answer=earlier.pk, scans=uploaded(pdf(), "letter.pdf"))
        assert (sent.answer, sent.files.count()) == (earlier, 1)
        assert "Answer: Signed, March 14, 2026" in sent.text
        assert sent.due_at - sent.received_at == Hold.LASTS

    def test_keeps_neither_row_nor_file_if_the_receipt_fails(self, monkeypatch, settings):
        def fails(*_args: object, **_options: object) -> None:
            raise IntegrityError

        monkeypatch.setattr(receipts, "send", fails)
        before = files_in(settings.PRIVATE_MEDIA_ROOT)
        with pytest.raises(IntegrityError), transaction.atomic():
            submit(a_link(), scans=uploaded(pdf(), "page.pdf"))
        assert not DeskSubmission.objects.exists()
        assert not DeskFile.objects.exists()
        assert files_in(settings.PRIVATE_MEDIA_ROOT) == before


class TestDueAt:
    def test_is_sooner_right_before_the_election(self):
        sent = submit(a_link())
        sent.candidacy.race.election_on = timezone.localdate(sent.received_at)
        assert sent.due_at - sent.received_at == Correction.HURRIED_DECISION
