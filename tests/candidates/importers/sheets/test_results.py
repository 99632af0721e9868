from candidates.ledger import acts, nights
from candidates.models import ResultDraft, StageResult
from tests.candidates.importers.sheets.conftest import NOON, applied, changes, reasons
from tests.factories import OrganizerFactory, RaceFactory, StageFactory, record_results, run

HEADER = "id,race,held_on,kind,outcome,source"
SOURCE = "https://results.example/"


class TestResults:
    def test_records_results_by_election_and_takes_them_back_in_one_step(self, brought, ada, robin):
        ben = run("Ben Flint", party_code="REP")
        primary = StageFactory.create(race=ada.race)
        lines = (
            HEADER,
            f"{ada.pk},MI-11,8/4/2026,primary,advanced,{SOURCE}",
            f"{ben.pk},mi-11,46238,Primary,lost,{SOURCE}",
        )
        record = brought(*lines, kind="results")
        assert changes(record)[0] == f"2 outcome: {primary}:  → advanced".replace(
            f"{primary}: ", ""
        )
        assert applied(record)
        ada.refresh_from_db()
        assert ada.outcome == "won_primary"
        assert set(StageResult.objects.values_list("recorded_by", "source_url")) == {
            (robin.pk, SOURCE)
        }
        assert changes(brought(*lines, kind="results")) == []
        acts.undo(record.act, by=robin, now=NOON)
        ada.refresh_from_db()
        assert ada.outcome == "active"

    def test_waits_for_a_second_person_where_somebody_else_may_release_results(
        self, brought, ada, robin
    ):
        sasha = OrganizerFactory.create(username="sasha", is_superuser=True)
        ben = run("Ben Flint")
        StageFactory.create(race=ada.race)
        lines = (HEADER, f"{ada.pk},,8/4/2026,primary,advanced,{SOURCE}")
        record = brought(*lines, kind="results")
        assert changes(record) == ["2 outcome:  → advanced, once a second person releases it"]
        assert applied(record)
        assert not StageResult.objects.exists()
        draft = ResultDraft.objects.get()
        assert (draft.entered_by, draft.outcome) == (robin, "advanced")
        assert changes(brought(*lines, kind="results")) == []
        other = brought(HEADER, f"{ben.pk},,8/4/2026,primary,lost,{SOURCE}", kind="results")
        assert "wait for a second person" in reasons(other)[0]
        acts.undo(record.act, by=robin, now=NOON)
        assert not ResultDraft.objects.exists()
        assert applied(brought(*lines, kind="results"))
        nights.release(ResultDraft.objects.all(), by=sasha, now=NOON)
        ada.refresh_from_db()
        assert ada.outcome == "won_primary"

    def test_refuses_what_the_ledger_refuses(self, brought, ada):
        ben, cora, di = (run(f"{name} Flint") for name in ("Ben", "Cora", "Di"))
        far = run(race=RaceFactory.create(district="02"))
        primary = StageFactory.create(race=ada.race)
        StageFactory.create(race=far.race, status="void")
        record_results(primary, {ada: "lost"})
        record = brought(
            HEADER,
            f"{ada.pk},,8/4/2026,primary,advanced,{SOURCE}",
            f"{ben.pk},,8/4/2026,primary,advanced,{SOURCE}",
            f"{cora.pk},,8/4/2026,primary,advanced,{SOURCE}",
            f"{di.pk},MI-2,8/4/2026,primary,lost,{SOURCE}",
            f"{di.pk},,8/5/2026,primary,lost,{SOURCE}",
            f"{far.pk},MI-2,8/4/2026,primary,lost,{SOURCE}",
            f"{di.pk},,8/4/2026,primary,lost,no link",
            kind="results",
        )
        sentences = [
            "2 We already have a result: lost. Retract it first.",
            "4 Too many candidates advance",
            "5 This campaign is in MI-11, not MI-2.",
            "6 We have no such election that day in MI-11.",
            "7 This election was declared void",
            "8 Enter a valid URL.",
        ]
        found = reasons(record)
        assert [each[: len(sentence)] for each, sentence in zip(found, sentences, strict=True)] == (
            sentences
        )
        record.skips_refused = True
        assert applied(record)
        assert StageResult.objects.get(candidacy=ben).outcome == "advanced"
