import datetime
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from campaign.lib.outbox.models import Message
from candidates import ledger
from candidates.models import Correction
from tests.factories import OrganizerFactory, run

NOW = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)


ACCEPTED = Correction.Decision.ACCEPTED


REJECTED = Correction.Decision.REJECTED


def report(**attributes: object) -> Correction:
    return Correction.objects.create(
        **{"candidacy": run(), "field": "party", "claimed_value": "Green", **attributes}
    )


def emails_waiting() -> list[int]:
    return list(Message.objects.waiting().values_list("object_id", flat=True))


@pytest.mark.django_db
class TestAcknowledge:
    def test_notes_who_read_it_first_and_tells_the_sender(self):
        correction, organizer = report(sender="ines@example.org"), OrganizerFactory.create()
        ledger.corrections.acknowledge(correction, by=organizer, now=NOW)
        assert (correction.acknowledged_at, correction.acknowledged_by) == (NOW, organizer)
        assert emails_waiting() == [correction.pk]
        with pytest.raises(ValidationError, match="already took care"):
            ledger.corrections.acknowledge(correction, by=OrganizerFactory.create(), now=NOW)
        assert len(emails_waiting()) == 1

    def test_is_refused_for_what_is_decided_or_held_for_review(self):
        decided, held = report(), report(quarantine="limit", sender="ines@example.org")
        by = OrganizerFactory.create()
        ledger.corrections.decide(decided, REJECTED, by=by, now=NOW)
        for correction in (decided, held):
            with pytest.raises(ValidationError, match="already took care"):
                ledger.corrections.acknowledge(correction, by=by, now=NOW)
        assert emails_waiting() == []


@pytest.mark.django_db
class TestDecide:
    def test_notes_who_decided_what_and_why(self):
        correction, organizer = report(), OrganizerFactory.create()
        ledger.corrections.decide(correction, ACCEPTED, by=organizer, now=NOW, explanation="It is.")
        correction.refresh_from_db()
        assert (correction.decision, correction.decided_by) == (ACCEPTED, organizer)
        assert (correction.decided_at, correction.explanation) == (NOW, "It is.")
        assert correction.is_accepted

    def test_lets_the_sender_know_by_an_email_that_waits_by_id_only(self):
        correction = report(sender="ines@example.org")
        ledger.corrections.decide(correction, REJECTED, by=OrganizerFactory.create(), now=NOW)
        assert emails_waiting() == [correction.pk]

    def test_writes_to_nobody_who_left_no_address(self):
        ledger.corrections.decide(report(), ACCEPTED, by=OrganizerFactory.create(), now=NOW)
        assert emails_waiting() == []

    def test_leaves_no_email_behind_when_it_is_rolled_back(self):
        correction = report(sender="ines@example.org")
        with transaction.atomic():
            ledger.corrections.decide(correction, ACCEPTED, by=OrganizerFactory.create(), now=NOW)
            transaction.set_rollback(True)
        assert emails_waiting() == []
        assert Correction.objects.undecided().count() == 1

    def test_is_not_noted_when_the_email_cannot_be_queued(self):
        correction = report(sender="ines@example.org")
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE outbox_message RENAME TO elsewhere")
        with pytest.raises(ProgrammingError):
            ledger.corrections.decide(correction, ACCEPTED, by=OrganizerFactory.create(), now=NOW)
        assert Correction.objects.undecided().get() == correction

    def test_is_refused_for_a_report_that_is_kept_apart(self):
        correction = report(quarantine="honeypot")
        with pytest.raises(ValidationError) as refused:
            ledger.corrections.decide(correction, ACCEPTED, by=OrganizerFactory.create(), now=NOW)
        assert refused.value.code == "quarantined"
        with pytest.raises(IntegrityError, match="correction_quarantined_is_not_decided"):
            Correction.objects.update(decision=ACCEPTED, decided_at=NOW)

    def test_is_possible_after_a_release(self):
        correction = report(quarantine="limit")
        ledger.corrections.release(correction)
        assert Correction.objects.undecided().count() == 1
        ledger.corrections.decide(correction, ACCEPTED, by=OrganizerFactory.create(), now=NOW)


@pytest.mark.django_db(transaction=True)
class TestDecideOfTwoAtOnce:
    def test_lets_one_decide_and_sends_one_mail(self):
        correction = report(sender="ines@example.org")
        organizers = [OrganizerFactory.create(), OrganizerFactory.create()]
        start, answers = threading.Barrier(2), []

        def decide(index: int) -> None:
            mine = Correction.objects.get(pk=correction.pk)
            start.wait()
            try:
                ledger.corrections.decide(
                    mine, [ACCEPTED, REJECTED][index], by=organizers[index], now=timezone.now()
                )
                answers.append("decided")
            except ValidationError as refused:
                answers.append(f"{refused.code} already")
            connection.close()

        threads = [threading.Thread(target=decide, args=[index]) for index in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(answers) == ["decided", "decided already"]
        assert len(emails_waiting()) == 1
