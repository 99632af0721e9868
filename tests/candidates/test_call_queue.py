import datetime

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from candidates import call_queue
from candidates.call_queue import callable_now, due_for, numbers_of, unassigned
from candidates.models import CallReservation, Candidacy
from tests.factories import SOURCE, OrganizerFactory, OutreachFactory, publish_answer, run

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 6, 15)
NOON = datetime.datetime(2026, 6, 15, 16, tzinfo=datetime.UTC)
PHONE = {"published_phone": "202-555-0100", "published_contact_source": SOURCE}


def ago(days: int) -> datetime.date:
    return TODAY - datetime.timedelta(days=days)


@pytest.fixture
def caller() -> User:
    return OrganizerFactory.create()


def asked(days: int, outcome: str = "voicemail", **attributes: object) -> Candidacy:
    row = run(**PHONE, **attributes)
    promised_on = ago(0) if outcome == "promised" else None
    OutreachFactory.create(
        candidacy=row, done_on=ago(days), outcome=outcome, promised_on=promised_on
    )
    return row


class TestFilters:
    def test_find_who_was_never_asked_and_who_is_silent(self):
        new, rang = run(), asked(20, "no_answer")
        silent, recent, answered = asked(14), asked(13), asked(30)
        publish_answer(answered, "refused")
        promised = asked(2, "promised")
        rows = Candidacy.objects.order_by("pk")
        assert list(call_queue.never_asked(rows)) == [new, rang]
        assert list(call_queue.silent_on(rows, TODAY)) == [silent]
        assert list(call_queue.with_promise(rows)) == [promised]
        assert recent not in call_queue.silent_on(rows, TODAY)


class TestDueFor:
    def test_puts_promises_first_then_who_was_never_asked_then_the_longest_silence(self, caller):
        mine = {"assigned_to": caller}
        silent = asked(8, **mine)
        longer = asked(30, **mine)
        new = run(**PHONE, **mine)
        rang = asked(1, "no_answer", **mine)
        promised = asked(3, "promised", **mine)
        assert list(due_for(caller, on=TODAY)) == [promised, new, rang, longer, silent]
        OutreachFactory.create(candidacy=promised, done_on=TODAY, outcome="no_answer")
        assert promised not in due_for(caller, on=TODAY)

    def test_leaves_out_who_has_to_wait_or_wants_no_call(self, caller):
        mine = {"assigned_to": caller}
        asked(6, **mine)
        asked(0, "no_answer", **mine)
        run(**mine)  # no number
        run(**mine, **PHONE, bad_contacts=["published_phone"])
        run(**mine, **PHONE, do_not_contact="organizers", do_not_contact_on=ago(1))
        run(**PHONE)  # nobody's
        publish_answer(run(**mine, **PHONE))
        later = run(**mine, **PHONE)
        OutreachFactory.create(
            candidacy=later, done_on=ago(9), outcome="promised", promised_on=ago(-1)
        )
        assert not due_for(caller, on=TODAY).exists()
        assert unassigned(caller, on=TODAY).count() == 1

    def test_calls_private_numbers_only_for_those_who_may_see_them(self, caller):
        row = run(assigned_to=caller, contact_phone="202-555-0199")
        assert not due_for(caller, on=TODAY).exists()
        assert numbers_of(row, None, caller) == []
        admin = OrganizerFactory.create(is_superuser=True)
        Candidacy.objects.update(assigned_to=admin, **PHONE)
        row.refresh_from_db()
        assert list(due_for(admin, on=TODAY)) == [row]
        texts = [number.text for number in numbers_of(row, None, admin)]
        assert texts == ["202-555-0100", "202-555-0199"]

    def test_leaves_nobody_once_the_election_is_over_but_winners(self, caller):
        run(assigned_to=caller, **PHONE)
        assert not due_for(caller, on=datetime.date(2026, 11, 20)).exists()


class TestNow:
    def test_leaves_out_places_where_it_is_too_early_and_campaigns_in_a_call(self, caller):
        michigan = run(**PHONE)
        run(**PHONE, race__jurisdiction_id="HI", race__district="01")
        rows = Candidacy.objects.all()
        assert list(callable_now(rows, NOON)) == [michigan]
        until = NOON + CallReservation.LASTS
        CallReservation.objects.create(candidacy=michigan, by=caller, until=until)
        now = timezone.localtime(NOON)
        assert michigan in call_queue.free_for(rows, caller, now)
        other = OrganizerFactory.create()
        assert michigan not in call_queue.free_for(rows, other, now)
        assert michigan in call_queue.free_for(rows, other, until)
