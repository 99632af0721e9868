"""An election night on one page: entered, previewed, saved."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from candidates.models import Act, Candidacy, Stage, StageResult
from tests.candidates.admin.nights import NIGHT, field_of, outcomes, save, typed
from tests.factories import SOURCE, RaceFactory, StageFactory, record_results, run


class TestNight:
    def test_records_all_races_with_one_source_after_showing_what_changes(
        self, admin_client, organizer, stages
    ):
        data = typed((stages[0], 0, "advanced"), (stages[1], 1, "advanced"))
        preview = admin_client.post(NIGHT, data)
        text = preview.content.decode()
        assert "“Running” becomes “Won the primary.”" in text
        assert "“Running” becomes “Lost the primary.”" in text
        figures = {row.label: (row.before, row.after) for row in preview.context["preview"].figures}
        assert {label: both for label, both in figures.items() if "Signers" in label} == {
            "Signers: Running": (2, 0),
            "Signers: Won the primary": (0, 1),
            "Signers: Lost the primary": (0, 1),
        }
        assert not StageResult.objects.exists()
        assert save(admin_client, data).status_code == 302
        assert outcomes(stages[0]) == ["won_primary", "lost_primary", "lost_primary"]
        assert outcomes(stages[1]) == ["lost_primary", "won_primary", "lost_primary"]
        assert set(StageResult.objects.values_list("source_url", "recorded_by", "released_by")) == {
            (SOURCE, organizer.pk, None)
        }
        assert set(Stage.objects.values_list("status", flat=True)) == {"held"}
        act = Act.objects.get()
        assert str(act) == "Results of 2 elections: Michigan, Aug. 4, 2026"
        undo = f"/admin/candidates/act/{act.pk}/undo/"
        assert undo in admin_client.get(NIGHT).content.decode()
        assert admin_client.post(undo).status_code == 302
        assert outcomes(stages[0]) + outcomes(stages[1]) == ["active"] * 6
        assert set(Stage.objects.values_list("status", flat=True)) == {"scheduled"}
        assert undo not in admin_client.get(NIGHT).content.decode()

    def test_begins_with_the_first_race_and_asks_for_no_more_queries_with_more_races(
        self, admin_client, stages
    ):
        def opened() -> tuple[int, str]:
            with CaptureQueriesContext(connection) as queries:
                page = admin_client.get(NIGHT)
            return len(queries), page.context["focus"]

        admin_client.get(NIGHT)
        few = opened()
        for district in range(13, 23):
            race = RaceFactory.create(district=str(district))
            run(race=race)
            StageFactory.create(race=race, party="DEM")
        assert opened() == few
        assert few[1] == "source_url"

    def test_refuses_in_words_and_keeps_what_was_typed(self, admin_client, stages):
        both = ((stages[0], 0, "advanced"), (stages[1], 1, "advanced"))
        for data, sentence in (
            (typed(), "Choose an outcome for at least one candidate."),
            (typed(*both, source_url=""), "Enter the link that shows these results."),
            (typed(*both, source_url="javascript:alert(1)"), "Enter a valid URL."),
            (typed(*both, (stages[1], 2, "advanced")), "MI-12 · Primary: Too many candidates"),
            (typed(*both, (stages[1], 2, "elected")), "Choose one of the outcomes in the list."),
            (typed(*both, **{f"source_{stages[1].pk}": "x y"}), "MI-12 · Primary: Source: Enter"),
        ):
            response = admin_client.post(NIGHT, data)
            assert response.status_code == 422
            text = response.content.decode()
            assert sentence in text
            assert text.count('value="advanced" selected') == sentence.count("Too many") + (
                2 if len(data) > 2 else 0
            )
        assert not StageResult.objects.exists()

    def test_names_a_race_that_someone_else_recorded_and_keeps_the_rest(self, admin_client, stages):
        data = typed((stages[0], 0, "advanced"), (stages[1], 1, "advanced"))
        preview = admin_client.post(NIGHT, data)
        record_results(stages[0], dict.fromkeys(field_of(stages[0])[:2], "lost"))
        hidden, seen = dict(preview.context["typed"]), preview.context["preview"].seen
        again = admin_client.post(NIGHT, {**hidden, "seen": seen, "step": "save"})
        assert again.status_code == 422
        text = again.content.decode()
        assert "entered this meanwhile: Ada 11, lost. You chose “advanced.”" in text
        assert [stage.pk for stage, _changes in again.context["preview"].elections] == [
            stages[1].pk
        ]
        hidden, seen = dict(again.context["typed"]), again.context["preview"].seen
        saved = admin_client.post(NIGHT, {**hidden, "seen": seen, "step": "save"})
        assert saved.status_code == 302
        assert outcomes(stages[0]) == ["lost_primary", "lost_primary", "active"]
        assert outcomes(stages[1]) == ["lost_primary", "won_primary", "lost_primary"]

    def test_adds_a_missing_candidate_without_losing_what_was_typed(self, admin_client, stages):
        stage = stages[1]
        data = typed((stages[0], 0, "advanced"))
        new = {f"new_name_{stage.pk}": " ", "add": str(stage.pk)}
        assert (
            "Enter the name of the candidate"
            in admin_client.post(NIGHT, data | new).content.decode()
        )
        new |= {f"new_name_{stage.pk}": "Fern Sky", f"new_is_write_in_{stage.pk}": "on"}
        page = admin_client.post(NIGHT, data | new)
        added = Candidacy.objects.get(person__full_name="Fern Sky")
        assert (added.party_code, added.ballot_status, added.party_name) == (
            "DEM",
            "write_in",
            "Democratic",
        )
        assert page.context["focus"] == f"outcome_{stage.pk}_{added.pk}"
        assert 'value="advanced" selected' in page.content.decode()
        twice = admin_client.post(NIGHT, data | new)
        assert "Fern Sky is already in this race." in twice.content.decode()
        data[f"outcome_{stage.pk}_{added.pk}"] = "advanced"
        assert save(admin_client, data).status_code == 302
        added.refresh_from_db()
        assert added.outcome == "won_primary"

    def test_keeps_void_elections_and_nights_without_elections_out(self, admin_client, stages):
        Stage.objects.filter(pk=stages[0].pk).update(status="void")
        assert len(admin_client.get(NIGHT).context["elections"]) == 1
        for key in ("mi-2026-08-05", "zz-2026-08-04", "mi-2026-02-30", "mi", "٣"):
            assert admin_client.get(f"/admin/candidates/stage/night/{key}/").status_code == 404
        assert admin_client.post(NIGHT, {"add": "9" * 5000}).status_code == 404
        added = admin_client.post(NIGHT, {"add": "9" * 30})
        assert added.status_code == 404

    def test_says_why_nothing_can_be_recorded_in_an_archived_cycle(self, admin_client, stages):
        cycle = stages[0].race.cycle
        cycle.archived_at = cycle.general_election_on.isoformat() + "T00:00Z"
        cycle.save()
        response = admin_client.post(NIGHT, typed((stages[0], 0, "advanced")))
        assert response.status_code == 422
        assert "This cycle is archived." in response.content.decode()
