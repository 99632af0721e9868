import datetime

import pytest
from django.db import IntegrityError, transaction

from candidates.coverage import times_asked
from candidates.models import Outreach
from tests.factories import CandidacyFactory, OutreachFactory, run


@pytest.mark.django_db
class TestOutreach:
    def test_belongs_to_the_registration_that_counts(self):
        kept = run()
        twin = CandidacyFactory.create(
            person=kept.person, race=kept.race, duplicate_of=kept, is_current=False
        )
        with pytest.raises(IntegrityError, match="run_that_counts"), transaction.atomic():
            OutreachFactory.create(candidacy=twin)
        assert "email" in str(OutreachFactory.create(candidacy=kept))

    def test_has_a_day_if_it_is_a_promise_and_none_if_it_isnt(self):
        asked, day = run(), datetime.date(2026, 5, 1)
        for outcome, promised_on in (("promised", None), ("spoke", day)):
            with pytest.raises(IntegrityError, match="promise_has"), transaction.atomic():
                OutreachFactory.create(candidacy=asked, outcome=outcome, promised_on=promised_on)
        OutreachFactory.create(candidacy=asked, outcome="promised", promised_on=day)

    def test_asked_leaves_out_what_never_reached_them(self):
        asked = run()
        for outcome in ("", *Outreach.Outcome.values):
            day = datetime.date(2026, 5, 1) if outcome == "promised" else None
            OutreachFactory.create(candidacy=asked, outcome=outcome, promised_on=day)
        outcomes = {entry.outcome for entry in asked.outreach.asked()}
        assert outcomes == {"", "sent", "voicemail", "spoke", "promised"}
        assert times_asked([asked.pk])[asked.pk].times == len(outcomes)
