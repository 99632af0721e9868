import datetime
import threading
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone

from candidates import ledger
from candidates.models import CallReservation, Candidacy, Outreach
from tests.factories import OrganizerFactory, run

DAY = datetime.date(2026, 6, 15)


def log(row: Candidacy, by: User, outcome: str, **values: object) -> Outreach:
    typed = {"form_key": uuid4(), "on": DAY, "now": timezone.now(), **values}
    return ledger.calls.log(row, by=by, outcome=Outreach.Outcome(outcome), **typed)


@pytest.mark.django_db(transaction=True)
class TestTakeNext:
    def test_gives_two_callers_two_campaigns(self):
        """The second asks while the first holds a row lock and hasn't committed yet."""
        rows = Candidacy.objects.order_by("pk")
        first, second = run("Ada Moss"), run("Bea Fern")
        callers = [OrganizerFactory.create(), OrganizerFactory.create()]
        taken: list[Candidacy | None] = []
        now = timezone.now()

        def take_too() -> None:
            try:
                taken.append(ledger.calls.take_next(rows, by=callers[1], now=now))
            finally:
                connection.close()

        other = threading.Thread(target=take_too)
        with transaction.atomic():
            taken.append(ledger.calls.take_next(rows, by=callers[0], now=now))
            other.start()
            other.join(timeout=20)
        assert taken == [first, second]
        assert ledger.calls.take_next(rows, by=OrganizerFactory.create(), now=now) is None

    def test_gives_many_callers_each_their_own(self):
        made = [run() for _number in range(6)]
        callers = [OrganizerFactory.create() for _number in range(6)]
        taken: list[int] = []
        start, now = threading.Barrier(6), timezone.now()

        def take(caller: User) -> None:
            try:
                start.wait(timeout=20)
                row = ledger.calls.take_next(Candidacy.objects.all(), by=caller, now=now)
                taken.append(row.pk if row else 0)
            finally:
                connection.close()

        threads = [threading.Thread(target=take, args=[caller]) for caller in callers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=20)
        taken = [number for number in taken if number]
        assert len(taken) == len(set(taken))
        held = set(CallReservation.objects.values_list("candidacy", flat=True))
        assert held == set(taken) <= {row.pk for row in made}


@pytest.mark.django_db
class TestHold:
    def test_ends_by_itself_or_with_the_next_campaign(self):
        row, other = run(), run()
        one, two = OrganizerFactory.create(), OrganizerFactory.create()
        now = timezone.now()
        assert ledger.calls.hold(row.pk, by=one, now=now)
        assert ledger.calls.hold(row.pk, by=one, now=now)
        assert not ledger.calls.hold(row.pk, by=two, now=now)
        assert ledger.calls.hold(row.pk, by=two, now=now + CallReservation.LASTS)
        rows = Candidacy.objects.filter(pk=other.pk)
        assert ledger.calls.take_next(rows, by=two, now=now) == other
        assert ledger.calls.hold(row.pk, by=one, now=now)


@pytest.mark.django_db
class TestLog:
    @pytest.fixture
    def row(self) -> Candidacy:
        return run(published_phone="555-0100", published_contact_source="https://example.org/")

    def test_marks_a_bad_number_and_who_asked_us_to_stop(self, row):
        caller = OrganizerFactory.create()
        log(row, caller, "bad_contact", contact="published_phone")
        log(row, caller, "do_not_contact", note="Their manager.")
        row.refresh_from_db()
        assert row.bad_contacts == ["published_phone"]
        assert (row.do_not_contact, row.do_not_contact_on) == ("organizers", DAY)
        assert row.do_not_contact_asked_by == "Their manager."
        assert row.history.count() == 3

    def test_corrects_the_entry_if_the_same_form_comes_again(self, row):
        caller, key = OrganizerFactory.create(), uuid4()
        day = DAY + datetime.timedelta(days=3)
        log(row, caller, "promised", form_key=key, promised_on=day)
        log(row, caller, "spoke", form_key=key, promised_on=day)
        entry = Outreach.objects.get()
        assert (entry.outcome, entry.promised_on, entry.done_on) == ("spoke", None, DAY)

    def test_ends_the_reservation(self, row):
        caller = OrganizerFactory.create()
        ledger.calls.hold(row.pk, by=caller, now=timezone.now())
        log(row, caller, "no_answer")
        assert not CallReservation.objects.exists()
