import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from campaign.lib.audit import Event
from campaign.lib.audit.models import AuditEvent
from candidates import ledger
from candidates.ledger import acts
from candidates.models import Act, Answer, Candidacy, Outreach, Stage, StageResult
from candidates.models.choices import Outcome
from tests.factories import (
    OrganizerFactory,
    OutreachFactory,
    StageFactory,
    draft_answer,
    record_results,
    run,
)

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(hours=1)


@pytest.fixture
def organizer():
    return OrganizerFactory.create()


def change(*rows: Candidacy, by: Any, **columns: Any) -> Act:
    with acts.acting(Act.Kind.SHEET, title="Contacts", by=by, now=NOW) as act:
        for row in acts.locked(Candidacy, [row.pk for row in rows]):
            act.set(row, **columns)
    return act.row


def reasons(act: Act, by: Any) -> list[str]:
    with pytest.raises(ValidationError) as refusal:
        acts.undo(act, by=by, now=LATER)
    assert [str(reason) for each in acts.reasons_against_undoing(act, now=LATER) for reason in each]
    assert not Act.objects.get(pk=act.pk).is_undone
    return refusal.value.messages


class TestUndo:
    def test_puts_every_row_back_with_a_version(self, organizer):
        ada, zoe = run(campaign_url="https://ada.example/"), run(contact_phone="202-555-0100")
        act = change(ada, zoe, by=organizer, campaign_url="https://new.example/", contact_phone="1")
        other = OrganizerFactory.create()
        assert acts.undo(act, by=other, now=LATER)
        for row in (ada, zoe):
            before = (row.campaign_url, row.contact_phone)
            row.refresh_from_db()
            assert (row.campaign_url, row.contact_phone) == before
            assert row.updated_at == LATER
        assert ada.history.latest("history_id").history_user == other
        act.refresh_from_db()
        assert (act.undone_at, act.undone_by) == (LATER, other)
        assert AuditEvent.objects.get(event=Event.UNDONE).details == {"did": "sheet", "rows": 2}

    def test_is_done_once(self, organizer):
        act = change(run(), by=organizer, campaign_url="https://new.example/")
        same = Act.objects.get(pk=act.pk)
        assert acts.undo(act, by=organizer, now=LATER)
        assert not acts.undo(same, by=organizer, now=LATER)
        assert AuditEvent.objects.filter(event=Event.UNDONE).count() == 1

    def test_changes_nothing_if_one_row_changed_since(self, organizer):
        ada, zoe = run("Ada Quartz"), run("Zoe Stone")
        act = change(ada, zoe, by=organizer, campaign_url="https://new.example/")
        change(zoe, by=organizer, campaign_url="https://newer.example/")
        (reason,) = reasons(act, organizer)
        assert "Zoe Stone" in reason
        assert "campaign website" in reason
        assert set(Candidacy.objects.values_list("campaign_url", flat=True)) == {
            "https://new.example/",
            "https://newer.example/",
        }

    def test_leaves_alone_what_others_changed_in_other_columns(self, organizer):
        ada = run()
        act = change(ada, by=organizer, campaign_url="https://new.example/")
        change(ada, by=organizer, published_phone="", contact_phone="202-555-0100")
        assert acts.undo(act, by=organizer, now=LATER)
        ada.refresh_from_db()
        assert (ada.campaign_url, ada.contact_phone) == ("", "202-555-0100")

    def test_can_be_followed_by_undoing_the_act_before(self, organizer):
        ada = run()
        first = change(ada, by=organizer, campaign_url="https://one.example/")
        second = change(ada, by=organizer, campaign_url="https://two.example/")
        reasons(first, organizer)
        for act in (second, first):
            assert acts.undo(act, by=organizer, now=LATER)
        ada.refresh_from_db()
        assert ada.campaign_url == ""

    def test_keeps_an_archived_cycle_as_it_is(self, organizer):
        ada = run()
        act = change(ada, by=organizer, campaign_url="https://one.example/")
        ada.race.cycle.archived_at = NOW
        ada.race.cycle.save()
        (reason,) = reasons(act, organizer)
        assert "archived" in reason

    def test_ends_after_90_days(self, organizer):
        act = change(run(), by=organizer, campaign_url="https://one.example/")
        late = NOW + Act.KEPT + datetime.timedelta(seconds=1)
        with pytest.raises(ValidationError, match="90 days"):
            acts.undo(act, by=organizer, now=late)

    def test_retracts_results_and_opens_the_election_again(self, organizer):
        ada = run()
        stage = StageFactory.create(race=ada.race)
        with acts.acting(Act.Kind.RESULTS, title="Primary", by=organizer, now=NOW) as act:
            rows = Stage.objects.filter(pk=stage.pk), StageResult.objects.filter(stage=stage)
            with act.noting(*rows):
                record_results(stage, {ada: "lost"})
        ada.refresh_from_db()
        assert ada.outcome == Outcome.LOST_PRIMARY
        assert acts.undo(act.row, by=organizer, now=LATER)
        ada.refresh_from_db()
        stage.refresh_from_db()
        assert (ada.outcome, stage.status) == (Outcome.ACTIVE, Stage.Status.SCHEDULED)
        assert StageResult.objects.get().retracted_at == LATER

    def test_is_refused_for_a_result_that_was_retracted_since(self, organizer):
        ada = run("Ada Quartz")
        stage = StageFactory.create(race=ada.race)
        with acts.acting(Act.Kind.RESULTS, title="Primary", by=organizer, now=NOW) as act:
            (result,) = record_results(stage, {ada: "lost"})
            act.created(result)
        ledger.stages.retract_result(result, reason="Wrong.", now=LATER)
        (reason,) = reasons(act.row, organizer)
        assert "Ada Quartz" in reason

    def test_deletes_outreach_unless_someone_changed_it(self, organizer):
        ada = run()
        with acts.acting(Act.Kind.OUTREACH, title="Calls", by=organizer, now=NOW) as act:
            for _ in range(2):
                act.created(OutreachFactory.create(candidacy=ada))
        entry = Outreach.objects.first()
        entry.note = "They called back."
        entry.save()
        assert "note" in reasons(act.row, organizer)[0]
        entry.note = ""
        entry.save()
        assert acts.undo(act.row, by=organizer, now=LATER)
        assert not Outreach.objects.exists()

    def test_discards_drafts_unless_they_went_on(self, organizer):
        with acts.acting(Act.Kind.DRAFTS, title="Answers", by=organizer, now=NOW) as act:
            draft = draft_answer(run("Ada Quartz"), recorded_by=organizer)
            act.created(draft)
        verifier = draft.verified_by
        ledger.answers.verify(draft, by=OrganizerFactory.create())
        assert "verified by" in reasons(act.row, organizer)[0]
        ledger.answers.verify(draft, by=verifier)
        extra = draft.evidence.create(kind="press", url="https://example.org/news")
        assert "Ada Quartz" in reasons(act.row, organizer)[0]
        extra.delete()
        assert acts.undo(act.row, by=organizer, now=LATER)
        assert not Answer.objects.exists()

    def test_says_which_rows_are_gone(self, organizer):
        with acts.acting(Act.Kind.OUTREACH, title="Calls", by=organizer, now=NOW) as act:
            entry = OutreachFactory.create()
            act.created(entry)
        number = entry.pk
        entry.delete()
        assert reasons(act.row, organizer) == [f"Outreach entry {number} no longer exists."]

    def test_gives_no_place_back_that_someone_else_took(self, organizer):
        ada, zoe = run("Ada Quartz"), run("Zoe Stone")
        stage = StageFactory.create(race=ada.race)
        record_results(stage, {ada: "advanced"})
        with (
            acts.acting(Act.Kind.SHEET, title="Withdrew", by=organizer, now=NOW) as act,
            act.noting(Candidacy.objects.filter(pk=ada.pk)),
        ):
            ledger.runs.set_ballot_status(
                ada,
                Candidacy.BallotStatus.WITHDRAWN,
                on=NOW.date(),
                source_url="https://example.org/",
                now=NOW,
            )
        record_results(stage, {zoe: "advanced"})
        with pytest.raises(ValidationError, match="Someone else advanced"):
            acts.undo(act.row, by=organizer, now=LATER)
        assert Candidacy.objects.get(pk=ada.pk).ballot_status == "withdrawn"
