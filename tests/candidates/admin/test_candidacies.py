"""The form of a candidacy: ordinary edits, and what is derived from them."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from candidates.ledger.refresh import differences
from candidates.models import Candidacy, FecId
from tests.candidates.admin.pages import add_to, fields_in, list_of, page_of
from tests.factories import (
    SOURCE,
    OrganizerFactory,
    PersonFactory,
    RaceFactory,
    StageFactory,
    publish_answer,
    record_results,
    run,
    state,
)


def save(client: Client, row: Candidacy, **changes: str):
    posted = fields_in(client.get(page_of(row)))
    return client.post(page_of(row), {**posted, **changes})


class TestCandidacyForm:
    def test_saves_an_ordinary_edit(self, admin_client: Client):
        candidacy = run("Inés Basalt")
        before = candidacy.updated_at
        response = save(admin_client, candidacy, party_name="Green", party_code="gre")
        assert response.status_code == 302
        candidacy.refresh_from_db()
        assert (candidacy.party_name, candidacy.party_code) == ("Green", "GRE")
        assert candidacy.updated_at > before

    def test_says_nothing_in_public_about_an_edit_of_private_fields(self, admin_client: Client):
        candidacy = run()
        before = candidacy.updated_at
        save(admin_client, candidacy, contact_email="desk@example.org")
        candidacy.refresh_from_db()
        assert (candidacy.contact_email, candidacy.updated_at) == (
            "desk@example.org",
            before,
        )

    def test_tells_in_public_that_a_run_was_added_as_ended(self, admin_client: Client):
        fields = fields_in(admin_client.get(add_to("candidacy")))
        person, race = PersonFactory.create(full_name="Rowan Agate"), RaceFactory.create()
        ended = {
            "ballot_status": "withdrawn",
            "ballot_status_on": "2026-05-02",
            "ballot_status_source": "https://example.org/withdrew",
        }
        added = {"person": person.pk, "race": race.pk, "party_name": "Green", "party_code": "GRE"}
        assert admin_client.post(add_to("candidacy"), fields | added | ended).status_code == 302
        assert "Rowan Agate" in admin_client.get("/corrections/").content.decode()

    def test_lets_the_outcome_follow_the_ballot_status(self, admin_client: Client):
        candidacy = run()
        other = run(person=candidacy.person, race__district="12")
        candidacy.refresh_from_db()
        save(
            admin_client,
            other,
            ballot_status="withdrawn",
            ballot_status_on="2026-05-02",
            ballot_status_source="https://example.org/withdrew",
        )
        candidacy.refresh_from_db()
        other.refresh_from_db()
        assert (other.outcome, other.ballot_status_on) == (
            "withdrew",
            datetime.date(2026, 5, 2),
        )
        assert (other.is_current, candidacy.is_current) == (False, True)
        assert not list(differences(Candidacy.objects.all()))

    def test_asks_for_the_day_and_source_of_a_run_that_ended(self, admin_client: Client):
        candidacy = run()
        response = save(admin_client, candidacy, ballot_status="died")
        assert response.status_code == 422
        errors = response.context["adminform"].form.errors
        assert errors == {"ballot_status_source": ["Enter the date and the source."]}

    def test_puts_nobody_back_whose_place_after_a_primary_is_taken(self, admin_client: Client):
        race = RaceFactory.create()
        first, second, third = (run(race=race) for _ in range(3))
        primary = StageFactory.create(race=race, kind="top_two", advances=2)
        record_results(primary, {first: "advanced", second: "advanced"})
        ended = {
            "ballot_status": "withdrawn",
            "ballot_status_on": "2026-08-20",
            "ballot_status_source": "https://example.org/withdrew",
        }
        save(admin_client, first, **ended)
        assert save(admin_client, first, ballot_status="filed").status_code == 302
        save(admin_client, first, **ended)
        record_results(primary, {third: "advanced"})
        response = save(admin_client, first, ballot_status="filed")
        assert response.status_code == 422
        assert (
            "advanced after this" in response.context["adminform"].form.errors["ballot_status"][0]
        )
        first.refresh_from_db()
        assert first.ballot_status == "withdrawn"

    def test_offers_no_switch_of_race_in_the_list_of_states(self, admin_client: Client):
        form = admin_client.get(page_of(run())).context["adminform"].form
        assert "switched_race" not in dict(form.fields["ballot_status"].choices)

    def test_shows_but_never_takes_what_is_derived(self, admin_client: Client):
        candidacy = run()
        publish_answer(candidacy)
        save(admin_client, candidacy, status="refused", outcome="elected", is_current="")
        candidacy.refresh_from_db()
        assert (candidacy.status, candidacy.outcome, candidacy.is_current) == (
            "signed",
            "active",
            True,
        )

    def test_lets_a_loss_end_nothing_while_another_line_is_open(self, admin_client: Client):
        candidacy = run()
        save(admin_client, candidacy, other_party_codes="wfp, ind")
        candidacy.refresh_from_db()
        assert candidacy.other_party_codes == ["WFP", "IND"]

    def test_keeps_social_accounts_one_a_line(self, admin_client: Client):
        candidacy = run()
        save(
            admin_client,
            candidacy,
            social_urls="https://a.example/x\r\n\r\nhttps://b.example/y ",
        )
        candidacy.refresh_from_db()
        assert candidacy.social_urls == ["https://a.example/x", "https://b.example/y"]
        response = save(admin_client, candidacy, social_urls="javascript:alert(1)")
        assert response.status_code == 422

    def test_asks_where_a_contact_is_published(self, admin_client: Client):
        response = save(admin_client, run(), published_email="office@example.org")
        assert response.status_code == 422
        form = response.context["adminform"].form
        assert "Enter a link to where" in form.errors["published_contact_source"][0]
        assert form["published_email"].value() == "office@example.org"

    def test_takes_the_phone_of_an_office_only_for_somebody_elected(self, admin_client: Client):
        candidacy = run(published_phone="+1 202 555 0100", published_contact_source=SOURCE)
        office = {"office_phone": "202-555-0142", "office_phone_source": SOURCE}

        def errors_of(**change: str) -> dict:
            response = save(admin_client, candidacy, **office | change)
            assert response.status_code == 422
            return response.context["adminform"].form.errors

        assert "First record that this" in errors_of()["office_phone"][0]
        record_results(StageFactory.create(race=candidacy.race, kind="general"), {candidacy: "won"})
        of_the_campaign = errors_of(office_phone="(202) 555-0100")
        assert "the campaign’s number" in of_the_campaign["office_phone"][0]
        without_source = errors_of(office_phone_source="")
        assert "Enter a link to where" in without_source["office_phone_source"][0]
        assert save(admin_client, candidacy, **office).status_code == 302
        candidacy.refresh_from_db()
        assert candidacy.office_phone == "202-555-0142"
        version = candidacy.history.latest()
        assert (version.office_phone, version.office_phone_source) == tuple(office.values())


class TestNewCandidacy:
    def fields(self, **changes: object) -> dict[str, object]:
        return {"party_code": "DEM", "ballot_status": "filed", **changes}

    def test_speaks_for_its_person_from_the_start(self, admin_client: Client):
        old = run(
            ballot_status="withdrawn",
            ballot_status_on="2026-01-01",
            ballot_status_source="https://example.org",
        )
        race = RaceFactory.create(jurisdiction=state("CA"), district="02")
        response = admin_client.post(
            add_to("candidacy"), self.fields(person=old.person_id, race=race.pk)
        )
        assert response.status_code == 302
        old.refresh_from_db()
        assert (old.is_current, Candidacy.objects.get(race=race).is_current) == (
            False,
            True,
        )

    def test_is_refused_in_words_when_the_person_runs_there_already(self, admin_client: Client):
        old = run()
        response = admin_client.post(
            add_to("candidacy"),
            self.fields(person=old.person_id, race=old.race_id, party_name="Typed already"),
        )
        assert response.status_code == 422
        form = response.context["adminform"].form
        assert "is already in this race" in form.errors["race"][0]
        assert form["party_name"].value() == "Typed already"

    @pytest.mark.parametrize("fec_id", ["P00000001", "H6MI1100", "x"])
    def test_takes_an_fec_id_of_a_candidate_only(self, admin_client: Client, fec_id):
        person, race = PersonFactory.create(), RaceFactory.create()
        response = admin_client.post(
            add_to("candidacy"),
            self.fields(person=person.pk, race=race.pk, fec_id=fec_id),
        )
        assert response.status_code == 422
        assert "fec_id" in response.context["adminform"].form.errors


class TestPermissions:
    @pytest.mark.django_db
    def test_somebody_who_may_only_look_saves_nothing(self, client: Client):
        looker = OrganizerFactory.create()
        codes = ["view_candidacy", "view_unassigned"]
        looker.user_permissions.set(Permission.objects.filter(codename__in=codes))
        client.force_login(looker)
        candidacy = run(contact_email="private@example.org")
        page = client.get(page_of(candidacy))
        assert page.status_code == 200
        assert "private@example.org" not in page.text
        assert client.post(page_of(candidacy), {"party_name": "x"}).status_code == 403
        assert client.get(list_of("person")).status_code == 403


class TestFecId:
    def test_stays_once_it_came_from_the_file(self, admin_client: Client):
        from_file = run(fec_id="H6MI11001", fec_values={"party_code": "DEM"})
        by_hand = run(fec_id="H6MI11002")
        assert "fec_id" not in fields_in(admin_client.get(page_of(from_file)))
        assert "fec_id" in fields_in(admin_client.get(page_of(by_hand)))

    def test_entered_by_hand_is_kept_with_the_person(self, admin_client: Client, subtests):
        candidacy, other = run(), run(fec_id="H6MI11002")
        for typed, refusal in {
            " h6mi11001 ": "",
            "H6MI11002": "belongs to someone else",
            "٣": "Enter an FEC ID",
            "H6MI11003": "",
            "": "",
        }.items():
            with subtests.test(typed):
                fields = fields_in(admin_client.get(page_of(candidacy)))
                response = admin_client.post(page_of(candidacy), {**fields, "fec_id": typed})
                assert response.status_code == (422 if refusal else 302)
                assert refusal in response.text
                candidacy.refresh_from_db()
                if not refusal:
                    assert candidacy.fec_id == (typed.strip().upper() or None)
        assert [row.person for row in FecId.objects.all()] == [other.person]

    def test_that_somebody_entered_meanwhile_is_not_overwritten(self, admin_client: Client):
        candidacy = run()
        mine = fields_in(admin_client.get(page_of(candidacy)))
        save(admin_client, candidacy, fec_id="H6MI11001")
        refused = admin_client.post(page_of(candidacy), {**mine, "fec_id": "H6MI11002"})
        assert refused.status_code == 422
        [change] = refused.context["changes"]
        assert (change.label, change.opened, change.now, change.yours) == (
            "FEC ID",
            "—",
            "H6MI11001",
            "H6MI11002",
        )
        untouched = admin_client.post(page_of(candidacy), mine)
        assert fields_in(untouched)["fec_id"] == "H6MI11001"
        candidacy.refresh_from_db()
        assert candidacy.fec_id == "H6MI11001"
