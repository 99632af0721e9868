import datetime

import pytest
from django.utils import timezone

from campaign.lib.audit import Event
from campaign.lib.audit.models import AuditEvent
from candidates import ledger
from candidates.ledger import acts
from candidates.models import Act, ActChange, Candidacy, Outreach, StageResult
from tests.factories import (
    OrganizerFactory,
    StageFactory,
    run,
)

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)


@pytest.fixture
def ada():
    return run("Ada Quartz", contact_email="old@ada.example", campaign_url="https://ada.example/")


@pytest.fixture
def organizer():
    return OrganizerFactory.create()


def acting(by, kind=Act.Kind.SHEET):
    return acts.acting(kind, title="Contacts", by=by, now=NOW)


class TestActing:
    def test_keeps_what_each_row_held_before_and_after(self, ada, organizer):
        with acting(organizer) as act:
            (row,) = acts.locked(Candidacy, [ada.pk])
            assert act.set(
                row,
                contact_email="new@ada.example",
                campaign_url="https://new.example/",
                assigned_to=organizer,
            )
        change = act.row.changes.get()
        assert (change.model, change.row_id) == ("candidates.candidacy", ada.pk)
        assert change.before == {"campaign_url": "https://ada.example/", "assigned_to": None}
        assert change.after == {"campaign_url": "https://new.example/", "assigned_to": organizer.pk}
        assert change.private == {"contact_email": ["old@ada.example", "new@ada.example"]}
        ada.refresh_from_db()
        assert (ada.contact_email, ada.assigned_to) == ("new@ada.example", organizer)
        assert ada.updated_at == NOW
        assert (act.row.row_count, act.row.done_at, act.row.by) == (1, NOW, organizer)

    def test_keeps_one_version_of_a_row_by_who_did_it(self, ada, organizer):
        ada.history.all().delete()
        with acting(organizer) as act:
            act.set(ada, campaign_url="https://one.example/")
            act.set(ada, campaign_url="https://two.example/", published_phone="")
        first, last = ada.history.order_by("history_id")
        assert (first.campaign_url, first.history_type) == ("https://ada.example/", "+")
        assert (last.campaign_url, last.history_user) == ("https://two.example/", organizer)

    def test_tells_the_public_nothing_of_what_only_organizers_see(self, ada, organizer):
        before = ada.updated_at
        with acting(organizer) as act:
            act.set(ada, assigned_to=organizer, contact_phone="202-555-0100")
        ada.refresh_from_db()
        assert ada.updated_at == before
        assert ada.history.filter(history_type="~").count() == 0

    def test_leaves_one_event_in_the_audit_log(self, ada, organizer):
        with acting(organizer) as act:
            act.set(ada, assigned_to=organizer)
        event = AuditEvent.objects.get(event=Event.BULK)
        assert (event.username, event.subject_id) == (organizer.username, str(act.row.pk))
        assert event.details == {"did": "sheet", "rows": 1}

    def test_leaves_nothing_if_nothing_changed(self, ada, organizer):
        with acting(organizer) as act:
            assert not act.set(ada, contact_email="old@ada.example")
            act.set(ada, contact_email="other@ada.example")
            act.set(ada, contact_email="old@ada.example")
        assert not Act.objects.exists()
        assert not AuditEvent.objects.filter(event=Event.BULK).exists()

    def test_does_all_of_it_or_nothing(self, ada, organizer):
        with pytest.raises(RuntimeError), acting(organizer) as act:  # noqa: PT012
            act.set(ada, campaign_url="https://new.example/")
            raise RuntimeError
        assert Candidacy.objects.get().campaign_url == "https://ada.example/"
        assert not ActChange.objects.exists()

    @pytest.mark.parametrize("column", ["status", "ballot_status", "person", "updated_at"])
    def test_leaves_columns_with_rules_of_their_own_to_the_verbs(self, ada, organizer, column):
        with pytest.raises(ValueError, match=column), acting(organizer) as act:
            act.set(ada, **{column: getattr(ada, column)})

    def test_notes_what_a_verb_changes_and_makes(self, ada, organizer):
        stage = StageFactory.create(race=ada.race)
        with acting(organizer, Act.Kind.RESULTS) as act:
            rows = type(stage).objects.filter(pk=stage.pk), stage.results.all()
            with act.noting(*rows):
                ledger.stages.record_results(
                    stage,
                    {ada: StageResult.Outcome.ADVANCED},
                    source_url="https://example.org/",
                    by=organizer,
                    now=NOW,
                )
        changed, made = act.row.changes.all()
        assert (changed.before, changed.after) == ({"status": "scheduled"}, {"status": "held"})
        assert made.is_new
        assert made.after["outcome"] == "advanced"


class TestLocked:
    def test_returns_rows_by_number_as_they_are_now(self, ada):
        other = run()
        Candidacy.objects.filter(pk=ada.pk).update(campaign_url="https://now.example/")
        rows = acts.locked(Candidacy, [other.pk, ada.pk])
        assert [row.pk for row in rows] == [ada.pk, other.pk]
        assert rows[0].campaign_url == "https://now.example/"


class TestCreated:
    def test_notes_a_row_with_its_private_columns_apart(self, ada, organizer):
        with acting(organizer, Act.Kind.OUTREACH) as act:
            act.created(
                Outreach.objects.create(
                    candidacy=ada,
                    channel="phone",
                    done_on=timezone.localdate(NOW),
                    by=organizer,
                    note="Spoke with Fern",
                )
            )
        change = act.row.changes.get()
        assert change.is_new
        assert change.after["channel"] == "phone"
        assert change.private["note"] == [None, "Spoke with Fern"]
