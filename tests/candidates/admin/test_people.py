import html
import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from candidates.models import Candidacy, Person
from tests.candidates.admin.pages import add_to, fields_in, page_of
from tests.factories import (
    CycleFactory,
    PersonFactory,
    RaceFactory,
    StageFactory,
    record_results,
    run,
)


class TestNewPerson:
    def test_gets_an_address_and_a_first_guess_of_the_order(self, admin_client: Client):
        response = admin_client.post(add_to("person"), {"full_name": "  Inés   Río  Basalt "})
        assert response.status_code == 302
        person = Person.objects.get()
        assert (person.full_name, person.sort_name, person.slug) == (
            "Inés Río Basalt",
            "Basalt, Inés Río",
            "ines-rio-basalt",
        )

    def test_shares_no_address_with_a_namesake(self, admin_client: Client):
        for _turn in range(2):
            admin_client.post(add_to("person"), {"full_name": "李雷", "sort_name": "李雷"})
        assert sorted(Person.objects.values_list("slug", flat=True)) == [
            "person",
            "person-2",
        ]

    @pytest.mark.parametrize("is_invented", [True, False])
    def test_is_invented_where_the_others_are(self, admin_client: Client, is_invented):
        PersonFactory.create(is_invented=is_invented)
        admin_client.post(add_to("person"), {"full_name": "Mica Fern"})
        assert Person.objects.get(full_name="Mica Fern").is_invented is is_invented


class TestNameToCheck:
    def test_is_counted_on_the_front_page_and_found_in_both_lists(self, admin_client: Client):
        flagged = run("Ada Pe?a", person__name_needs_check=True)
        run("Ben Basalt", party_code="MGT", party_name="Party as filed: MGT")
        front = admin_client.get("/admin/").text
        for sentence, name, absent in (
            ("1 name from the FEC’s file to check.", "Ada Pe?a", "Ben Basalt"),
            ("1 party from the FEC’s file to check.", "Ben Basalt", "Ada Pe?a"),
        ):
            [address] = re.findall(rf'<a href="([^"]*)"[^>]*>\s*{re.escape(sentence)}', front)
            page = admin_client.get(html.unescape(address)).text
            assert name in page
            assert absent not in page
        runs = admin_client.get("/admin/candidates/candidacy/?look=name").text
        assert "Ada Pe?a" in runs
        assert "Ben Basalt" not in runs
        assert "Party as filed: MGT" in admin_client.get("/tracker/").text
        assert flagged.person.name_needs_check

    @pytest.mark.parametrize("change", [{"full_name": "Ada Peña"}, {"name_needs_check": ""}])
    def test_is_done_with_a_correction_or_a_click(self, admin_client: Client, change):
        person = run("Ada Pe?a", person__name_needs_check=True).person
        posted = {**fields_in(admin_client.get(page_of(person))), **change}
        posted = {name: value for name, value in posted.items() if value != ""}
        assert admin_client.post(page_of(person), posted).status_code == 302
        assert not Person.objects.with_name_to_check().exists()


class TestPersonForm:
    def test_a_new_name_is_news_of_the_candidacies(self, admin_client: Client):
        candidacy = run("Ines Basalt")
        before = candidacy.updated_at
        person = candidacy.person
        posted = fields_in(admin_client.get(page_of(person)))
        admin_client.post(page_of(person), {**posted, "full_name": "Inés Basalt"})
        candidacy.refresh_from_db()
        assert candidacy.person.full_name == "Inés Basalt"
        assert candidacy.person.slug == person.slug
        assert candidacy.updated_at > before

    def test_a_new_name_leaves_the_run_of_an_archived_cycle(self, admin_client: Client):
        archived = run("Ines Basalt")
        person = archived.person
        later_race = RaceFactory.create(cycle=CycleFactory.create(year=2028))
        later = run(person=person, race=later_race)
        cycle = archived.race.cycle
        cycle.archived_at = timezone.now()
        cycle.save()
        posted = fields_in(admin_client.get(page_of(person)))
        response = admin_client.post(page_of(person), {**posted, "full_name": "Inés Basalt"})
        assert response.status_code == 302
        stored = {row.pk: row for row in Candidacy.objects.select_related("person")}
        assert stored[archived.pk].person.full_name == "Inés Basalt"
        assert stored[archived.pk].updated_at == archived.updated_at
        assert stored[later.pk].updated_at > later.updated_at

    def test_a_death_is_taken_back_only_while_nobody_took_the_place(self, admin_client: Client):
        race = RaceFactory.create()
        first, second = run(race=race), run(race=race)
        primary = StageFactory.create(race=race, kind="top_two", advances=1)
        record_results(primary, {first: "advanced"})

        def save(**changes: str) -> HttpResponse:
            posted = fields_in(admin_client.get(page_of(first.person)))
            return admin_client.post(page_of(first.person), {**posted, **changes})

        death = {"died_on": "2026-09-01", "died_source_url": "https://example.org/obituary"}
        living = {"died_on": "", "died_source_url": ""}
        for changes in (death, living, death):
            assert save(**changes).status_code == 302
        record_results(primary, {second: "advanced"})
        assert save(died_on="2026-09-02").status_code == 302
        for changes in (living, {"died_on": "2026-12-01"}):
            refused = save(**changes)
            assert refused.status_code == 422
            [sentence] = refused.context["adminform"].form.errors["died_on"]
            assert "advanced after this person left" in sentence
        first.refresh_from_db()
        assert (first.outcome, str(first.person.died_on)) == ("died", "2026-09-02")

    def test_a_death_needs_its_source(self, admin_client: Client):
        person = run().person
        posted = fields_in(admin_client.get(page_of(person)))
        response = admin_client.post(page_of(person), {**posted, "died_on": "2026-03-01"})
        assert response.status_code == 422
        assert "died_source_url" in response.context["adminform"].form.errors
