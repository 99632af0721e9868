"""The demo's petition: always the same, and gone without a trace."""

from __future__ import annotations

import datetime
from collections import Counter

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from pledges import demo
from pledges.counts.recount import recount
from pledges.counts.roll_up import roll_up
from pledges.mail.addresses import domain_key
from pledges.models import (
    CountChange,
    DayTally,
    Milestone,
    PaperBatch,
    Petition,
    PlaceTally,
    Recount,
    Signature,
    Supporter,
)
from pledges.statistics import petition_figures, signatures_by_day
from tests.pledges.emails import answered, mailed_link
from tests.pledges.people import a_paper_batch, a_petition, a_signature, a_supporter
from tests.pledges.signers import press_confirm

pytestmark = pytest.mark.django_db
# What migrations write: keys, and what is known of mail providers.
SEEDED = {"SealedKey", "DomainRule"}


@pytest.fixture
def petition() -> Petition:
    demo.build()
    return Petition.objects.get()


def whole_story() -> list[tuple]:
    signatures = Signature.objects.order_by("pk").select_related("supporter")
    return [
        (each.pk, each.supporter.name, each.supporter.email, each.place, each.confirmed_at,
         each.comment)
        for each in signatures
    ]  # fmt: skip


def left_over() -> dict[str, int]:
    counts = {
        model.__name__: model._default_manager.count()
        for model in apps.get_app_config("pledges").get_models()
        if model.__name__ not in SEEDED
    }
    return {name: count for name, count in counts.items() if count}


class TestBuild:
    def test_stands_at_39_of_50(self, petition):
        figures = petition_figures(petition)
        assert (figures.total, figures.online, figures.goal, figures.left) == (39, 39, 50, 11)
        assert petition.goal == 50
        assert petition.demands.count() == 9

    def test_is_rolled_up_and_right(self, petition):
        assert not CountChange.objects.exists()
        assert sum(PlaceTally.objects.values_list("count", flat=True)) == 39
        assert sum(DayTally.objects.values_list("count", flat=True)) == 39
        assert recount(now=timezone.now()) == Recount.objects.get(drift_count=0, signature_count=39)

    def test_goes_to_a_hundred_once_eleven_more_have_signed(self, petition, mailoutbox):
        visitor = Client(headers={"Sec-Fetch-Site": "same-origin"})
        address = petition.get_absolute_url()
        for number in range(11):
            email = f"signer{number}@example.net"
            form = {"name": "Ines Basalt", "email": email, "postal_code": "48226"}
            assert visitor.post(f"{address}sign/", form).status_code == 200
            answered()
            assert press_confirm(visitor, mailed_link("confirm", mailoutbox)).status_code == 303
        page = " ".join(strip_tags(visitor.get(address).text).split())
        assert "50 have signed. 50 more to reach 100." in page
        roll_up(now=timezone.now())
        petition.refresh_from_db()
        assert petition.goal == 100
        assert list(Milestone.objects.values_list("size", flat=True)) == [50, 25, 10]
        assert "50 signatures" in visitor.get(address).text

    def test_has_rows_of_its_own_for_two_states(self, petition):
        rows = petition_figures(petition).by_place
        assert [(row.code, row.count) for row in rows] == [("MI", 13), ("OH", 11), ("", 15)]

    def test_passed_its_milestones_on_the_days_of_those_signatures(self, petition):
        days = {each.size: timezone.localdate(each.reached_at) for each in Milestone.objects.all()}
        assert days.keys() == {10, 25}
        for size, day in days.items():
            until = [count for on, count in signatures_by_day(petition) if on <= day]
            assert sum(until) == size

    def test_lets_some_be_shown_and_some_speak(self, petition):
        shown = Signature.objects.agreed_to_be_shown()
        assert shown.count() == 14
        states = Counter(each.comment_state for each in shown if each.comment)
        assert states == {"approved": 4, "waiting": 1}
        assert 0 < Supporter.objects.agreed_to_mail().count() < 39

    def test_holds_nobody_who_could_get_a_mail(self, petition):
        domains = {bytes(key) for key in Supporter.objects.values_list("domain_key", flat=True)}
        assert domains == {domain_key("example.org"), domain_key("example.com")}
        assert len({each.name for each in Supporter.objects.all()}) == 39

    def test_lies_in_the_past_of_the_campaign(self, petition):
        latest = Signature.objects.latest("confirmed_at").confirmed_at
        assert latest < datetime.datetime(2026, 9, 5, tzinfo=datetime.UTC)

    def test_run_again_changes_nothing(self, petition):
        before = whole_story()
        demo.build()
        assert whole_story() == before

    def test_keeps_away_from_petitions_and_supporters_of_others(self):
        supporter = a_supporter()
        demo.build()
        assert left_over() == {"Supporter": 1}
        supporter.delete()
        a_petition()
        demo.build()
        assert Petition.objects.count() == 1
        assert not Supporter.objects.exists()

    def test_is_the_same_each_time_its_numbers_too(self, petition):
        before = whole_story()
        demo.remove()
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence('pledges_signature', 'id'))")
        demo.build()
        assert whole_story() == before


class TestRemove:
    def test_leaves_no_trace(self, petition):
        demo.remove()
        assert left_over() == {}

    def test_takes_along_whoever_signed_nothing_else(self, petition):
        visitor, regular = a_supporter(), a_supporter()
        ours = a_petition()
        a_signature(petition, visitor)
        a_signature(petition, regular)
        a_signature(ours, regular)
        a_paper_batch(petition, 3)
        demo.remove()
        assert list(Supporter.objects.all()) == [regular]
        assert list(Petition.objects.all()) == [ours]
        assert petition_figures(ours).total == 1
        assert not PaperBatch.objects.exists()

    def test_leaves_a_petition_that_an_organizer_made_theirs(self, petition):
        petition.title = "Investigate the water company"
        petition.save()
        visitor = a_supporter()
        a_signature(petition, visitor)
        demo.remove()
        assert list(Petition.objects.all()) == [petition]
        assert list(Supporter.objects.all()) == [visitor]
        assert petition_figures(petition).total == 1
        assert recount(now=timezone.now()).drift_count == 0

    def test_is_nothing_where_there_is_no_demo(self):
        ours = a_petition()
        a_signature(ours)
        demo.remove()
        assert petition_figures(ours).total == 1
