import datetime

import pytest
from django.test import Client
from django.utils import timezone

from candidates.models import Candidacy
from tests.candidates.admin.pages import list_of
from tests.factories import OutreachFactory, StageFactory, run

pytestmark = pytest.mark.django_db


def found(client: Client, **query: str) -> set[str]:
    page = client.get(list_of("candidacy"), query)
    return {row.person.full_name for row in page.context["cl"].result_list}


class TestToLookAtFilter:
    def test_finds_names_to_check(self, admin_client):
        run("Ada Moss")
        run("Bea Fern", person__name_needs_check=True)
        assert found(admin_client, look="name") == {"Bea Fern"}


class TestCallsFilter:
    def test_finds_each_kind_of_campaign(self, admin_client):
        day = timezone.localdate()
        run("Never Asked")
        silent, promised = run("Long Silent"), run("Soon Sure")
        OutreachFactory.create(candidacy=silent, done_on=day - datetime.timedelta(days=14))
        OutreachFactory.create(candidacy=promised, done_on=day, outcome="promised", promised_on=day)
        run("Bad Number", bad_contacts=["published_phone"])
        run("No More", do_not_contact="organizers", do_not_contact_on=day)
        assert found(admin_client, calls="never") == {"Never Asked", "Bad Number", "No More"}
        assert found(admin_client, calls="silent") == {"Long Silent"}
        assert found(admin_client, calls="promised") == {"Soon Sure"}
        assert found(admin_client, calls="bad") == {"Bad Number"}
        assert found(admin_client, calls="stop") == {"No More"}
        page = admin_client.get(list_of("candidacy")).text
        assert "don’t call</span>" in page
        assert "bad contact</span>" in page


class TestOtherFilters:
    def test_narrow_by_who_calls_party_and_primary(self, admin_client, organizer):
        mine = run("Ada Moss", assigned_to=organizer)
        run("Bea Fern", party_code="WFP")
        StageFactory.create(race=mine.race, party="DEM", held_on="2026-06-02")
        assert found(admin_client, assigned="mine") == {"Ada Moss"}
        assert found(admin_client, assigned="nobody") == {"Bea Fern"}
        assert found(admin_client, party="DEM") == {"Ada Moss"}
        assert found(admin_client, party="other") == {"Bea Fern"}
        assert found(admin_client, primary="2026-06-02") == {"Ada Moss"}
        assert found(admin_client, primary="2026-06-03") == set()
        assert Candidacy.objects.count() == 2

    def test_show_the_whole_list_if_a_value_makes_no_sense(self, admin_client):
        run("Ada Moss")
        for query in ({"primary": "soon"}, {"assigned": "x"}, {"calls": "x"}, {"party": "x"}):
            page = admin_client.get(list_of("candidacy"), query, follow=True)
            assert page.context["cl"].result_count == 1
