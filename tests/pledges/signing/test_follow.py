from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from candidates.models import Cycle
from pledges.models import Follow, Supporter
from pledges.signing.follow import wanted_by
from pledges.templatetags.follows import follow_candidate
from tests.factories import CycleFactory, PersonFactory, RaceFactory, run
from tests.pledges.emails import mailed_link
from tests.pledges.follows import NOON, ask, follow

TODAY = datetime.date(2026, 6, 1)


@pytest.mark.django_db
@pytest.mark.time_machine(NOON, tick=False)
class TestWantedBy:
    def test_knows_ballots_and_candidates_of_the_current_cycle(self):
        candidacy = run(fec_id="H6MI11001")
        assert wanted_by(str(candidacy.pk), TODAY).candidacy == candidacy
        assert wanted_by("MI-11-06", TODAY).name == "Michigan, District 6 or District 11"
        for what in ("MI", "MI-06", "MI-06-11", "AK", "PR", str(candidacy.pk), str(run().pk)):
            assert wanted_by(what, TODAY).what == what

    def test_knows_the_candidate_of_each_form_also_of_a_cycle_opened_early(self):
        person = PersonFactory.create()
        later = run(fec_id="S6MI00001", person=person, race=RaceFactory.create(cycle__year=2028))
        now = run(fec_id="S6MI00001", person=person)
        assert Cycle.objects.current() == now.race.cycle
        for candidacy in (now, later):
            form = follow_candidate(candidacy, "One")
            assert wanted_by(form["what"], TODAY).candidacy == candidacy

    def test_knows_nothing_else(self):
        run()
        bad = [
            "",
            "mi",
            "ZZ",
            "MI-99",
            "MI-1",
            "MI-٠٦",
            "MI-",
            "MI\0",
            "9" * 5000,
            "0",
            "AK-00",
            "H6MI11001",
        ]
        assert [what for what in bad if wanted_by(what, TODAY)] == []

    def test_ends_90_days_after_the_general_election(self):
        CycleFactory.create(general_election_on=datetime.date(2026, 11, 3))
        assert wanted_by("MI", datetime.date(2027, 1, 31))
        assert wanted_by("MI", datetime.date(2027, 2, 1)) is None
        Cycle.objects.update(archived_at=NOON)
        assert wanted_by("MI", TODAY) is None


@pytest.mark.django_db(transaction=True)
class TestAskToFollow:
    def test_is_one_row_however_many_ask_at_once(self):
        run()

        def one(_number: int) -> None:
            ask_only()
            connection.close()

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(one, range(8)))
        assert Supporter.objects.count() == Follow.objects.count() == 1


def ask_only() -> None:
    from pledges.signing.follow import ask_to_follow

    ask_to_follow(
        wanted_by("MI", TODAY),
        "ines@example.org",
        filled_honeypot=False,
        client_block="203.0.113.0/24",
        language="en-us",
        now=NOON,
    )


@pytest.mark.django_db
@pytest.mark.time_machine(NOON, tick=False)
class TestConfirmFollow:
    def test_confirms_the_address_with_the_follow(self):
        run()
        ask("MI")
        link = mailed_link("follow/confirm", mail.outbox)
        assert "Michigan" in Client().get(link).text
        assert not Follow.objects.confirmed().exists()
        assert Client().post(link).status_code == 303
        assert Supporter.objects.get().confirmed_at == NOON
        used = Client().get(link)
        assert "You already confirmed" in used.text
        assert "Michigan" not in used.text

    def test_link_of_a_stopped_follow_is_not_valid(self):
        run()
        follow("MI")
        link = mailed_link("follow/confirm", mail.outbox)
        Follow.objects.all().delete()
        assert Client().get(link).status_code == 404
        assert Client().post(link).status_code == 404
