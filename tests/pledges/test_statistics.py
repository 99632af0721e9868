"""The figures of petitions: what is published, and that it adds up."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from pledges.counts.roll_up import roll_up
from pledges.models import Petition
from pledges.statistics import (
    SMALLEST_ROW,
    petition_figures,
    published_rows,
    signature_figures,
    signatures_by_day,
)
from tests.pledges.people import a_petition, a_signature, a_supporter, signatures

PLACES = ["CA", "MI", "NY", "TX", "WY", "AF"]
NAMES = {place: place for place in PLACES}


def in_words(rows):
    return [(row.code, row.count) for row in rows]


class TestPublishedRows:
    def test_hide_what_could_single_somebody_out(self):
        counts = {"CA": 40, "MI": 10, "WY": 9, "": 3}
        assert in_words(published_rows(counts, NAMES)) == [("CA", 40), ("MI", 10), ("", 12)]

    def test_let_the_next_smallest_join_as_long_as_the_rest_is_small(self):
        counts = {"CA": 40, "MI": 10, "WY": 3}
        assert in_words(published_rows(counts, NAMES)) == [("CA", 40), ("", 13)]

    def test_have_no_rest_where_nothing_is_left(self):
        assert in_words(published_rows({"CA": 40, "MI": 10}, NAMES)) == [("CA", 40), ("MI", 10)]

    def test_are_one_row_where_all_are_few(self):
        assert in_words(published_rows({"CA": 4, "": 2}, NAMES)) == [("", 6)]

    def test_are_none_without_signatures(self):
        assert published_rows({}, NAMES) == []

    @given(st.dictionaries(st.sampled_from([*PLACES, ""]), st.integers(0, 60)))
    def test_add_up_and_none_is_small_but_the_only_one(self, counts):
        rows = published_rows(counts, NAMES)
        assert sum(row.count for row in rows) == sum(counts.values())
        assert all(row.count >= SMALLEST_ROW for row in rows) or len(rows) == 1


@pytest.mark.django_db
class TestFigures:
    def test_are_the_same_before_and_after_the_roll_up(self):
        petition = a_petition()
        signatures(petition, 12)
        before = petition_figures(petition)
        assert roll_up(now=timezone.now()) == 12
        assert petition_figures(petition).total == before.total == 12
        signatures(petition, 3)
        assert petition_figures(petition).total == 15

    def test_count_what_is_confirmed_and_nothing_else(self):
        petition = a_petition()
        a_signature(petition)
        a_signature(petition, state="pending")
        a_signature(petition, state="quarantined", quarantine="honeypot")
        a_signature(petition, state="withdrawn")
        a_signature(None)
        assert petition_figures(petition).total == 1

    def test_know_the_armed_forces(self):
        petition = a_petition()
        for _number in range(10):
            a_signature(petition, a_supporter(postal_code="09012"))
        assert in_words(petition_figures(petition).by_place) == [("AF", 10)]
        assert str(petition_figures(petition).by_place[0].name) == "Armed forces"

    def test_say_paper_apart_and_count_it(self):
        petition = a_petition()
        signatures(petition, 2)
        batch = {"collected_on": datetime.date(2026, 5, 4), "sha256": "0" * 64, "scan": "x"}
        petition.paper_batches.create(count=30, place="MI", **batch)
        petition.paper_batches.create(count=5, **batch)
        petition.paper_batches.create(
            count=100, **batch, taken_back_at=timezone.now(), taken_back_reason="twice"
        )
        figures = petition_figures(petition)
        assert (figures.online, figures.on_paper, figures.total) == (2, 35, 37)
        assert sum(row.count for row in figures.by_place) == 37
        assert sum(count for _day, count in signatures_by_day(petition)) == 37

    def test_go_by_the_day_in_eastern_time(self):
        petition = a_petition()
        just_after_midnight_in_london = datetime.datetime(2026, 5, 5, 1, tzinfo=datetime.UTC)
        a_signature(petition, confirmed_at=just_after_midnight_in_london)
        assert signatures_by_day(petition) == [(datetime.date(2026, 5, 4), 1)]
        roll_up(now=timezone.now())
        assert signatures_by_day(petition) == [(datetime.date(2026, 5, 4), 1)]

    def test_of_the_site_are_of_the_petitions_that_the_public_sees(self):
        now = timezone.now()
        later = now + datetime.timedelta(hours=1)
        signatures(a_petition(), 2)
        signatures(a_petition(opens_at=now), 3)
        signatures(a_petition(state="closed"), 1)
        signatures(a_petition(state="draft"), 4)
        signatures(a_petition(opens_at=later), 8)
        for moment, total in ((now, 6), (later, 14)):
            figures = signature_figures(moment)
            assert figures.total == total
            assert figures.petitions == Petition.objects.published(moment).count()

    def test_take_one_query_however_many_there_are(self, django_assert_num_queries):
        petition = a_petition()
        signatures(petition, 1)
        with django_assert_num_queries(1):
            petition_figures(petition)
        signatures(petition, 50)
        with django_assert_num_queries(1):
            petition_figures(petition)
