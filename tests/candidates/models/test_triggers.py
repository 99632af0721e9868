"""A cycle that was archived with unfinished work: every page still opens, and nothing changes."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaign.lib.admin.constraint_messages import constraint_name
from candidates.models import Answer, Candidacy, Cycle
from tests.candidates.admin.drafts import page, seen
from tests.candidates.admin.pages import fields_in, list_of, page_of
from tests.factories import (
    OutreachFactory,
    StageFactory,
    draft_answer,
    publish_answer,
    record_results,
    run,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def unfinished() -> Answer:
    """Return a verified draft in a cycle that was archived after it."""
    candidacy = run("Ada Quartz")
    stage = StageFactory.create(race=candidacy.race)
    record_results(stage, {candidacy: "advanced"})
    publish_answer(candidacy)
    OutreachFactory.create(candidacy=candidacy)
    answer = draft_answer(candidacy, "rescinded", answered_on="2026-05-01")
    Cycle.objects.update(archived_at=timezone.now())
    return answer


class TestAnArchivedCycle:
    def test_is_read_only_whoever_writes(self):
        candidacy = run()
        answer = draft_answer(candidacy)
        stage = StageFactory.create(race=candidacy.race)
        Cycle.objects.update(archived_at=timezone.now())
        changes: dict[str, Callable[[], object]] = {
            "race": lambda: candidacy.race.save(),
            "stage": lambda: stage.save(),
            "candidacy": lambda: run(race=candidacy.race),
            "answer": lambda: answer.save(),
            "stage_result": lambda: record_results(stage, {candidacy: "won"}),
        }
        for table, change in changes.items():
            with pytest.raises(IntegrityError, match="archived") as refusal, transaction.atomic():
                change()
            assert constraint_name(refusal.value) == f"{table}_stays_as_archived"

    def test_refuses_to_publish_its_draft_in_a_sentence(self, admin_client: Client, unfinished):
        posted = seen(admin_client, unfinished)
        response = admin_client.post(page("publish", unfinished), posted, follow=True)
        assert "This cycle is archived" in response.content.decode()
        unfinished.refresh_from_db()
        assert not unfinished.is_published

    def test_lists_its_drafts_as_such(self, admin_client: Client, unfinished):
        queue = admin_client.get(reverse("admin:candidates_answer_waiting"))
        assert not queue.context["waiting"]
        assert list(queue.context["archived"]) == [unfinished]
        assert "Drafts in archived cycles" in queue.content.decode()
        listed = admin_client.get(list_of("answer"), {"state": "archived"})
        assert list(listed.context["cl"].result_list) == [unfinished]
        assert "draft in an archived cycle" in listed.content.decode()

    def test_has_no_page_that_fails(self, admin_client: Client, unfinished, subtests):
        candidacy = unfinished.candidacy
        stage = candidacy.race.stages.get()
        person = candidacy.person
        before = list(Candidacy.objects.values())
        rows = [
            unfinished,
            candidacy.answers.exclude(pk=unfinished.pk).get(),
            unfinished.lead_evidence,
            candidacy,
            candidacy.outreach.get(),
            candidacy.race,
            stage,
            stage.results.get(),
        ]
        forms = {page_of(row): {} for row in rows}
        forms[page_of(person)] = {"full_name": "Ada Quarz"}
        forms[page_of(candidacy)] = {"ballot_status": "qualified"}
        forms[page_of(unfinished)] = {"note": "Changed."}
        forms[page_of(unfinished.lead_evidence)] = {"publisher": "Changed."}
        forms[page_of(candidacy.outreach.get())] = {"note": "Changed."}
        forms[page_of(candidacy.race)] = {"election_on": "2026-11-04"}
        forms[page_of(stage)] = {"held_on": "2026-08-05"}
        for path, changes in forms.items():
            with subtests.test(path):
                shown = admin_client.get(path)
                assert shown.status_code == 200
                if "adminform" in shown.context and changes:
                    assert admin_client.post(path, fields_in(shown) | changes).status_code < 500
        source = {"source_url": "https://example.org/ruling", "reason": "No.", "note": "No."}
        acts = [
            *[("answer", name, unfinished) for name in ("verify", "send_back", "discard")],
            ("answer", "retract", rows[1]),
            ("answer", "carry_over", rows[1]),
            *[("stage", name, stage) for name in ("results", "take_back", "declare_void")],
            *[("candidacy", name, candidacy) for name in ("switch_race", "link_duplicate")],
        ]
        for model, name, row in acts:
            path = reverse(f"admin:candidates_{model}_{name}", args=[row.pk])
            posted = source | (seen(admin_client, row) if model == "answer" else {})
            posted |= {"results": [stage.results.get().pk], "on": "2026-09-01"}
            with subtests.test(path):
                assert admin_client.post(path, posted, follow=True).status_code < 500
        for path in (candidacy.get_absolute_url(), "/tracker/", "/corrections/", "/stats.json"):
            with subtests.test(path):
                assert admin_client.get(path).status_code == 200
        assert list(Candidacy.objects.values()) == before
        assert not unfinished.candidacy.answers.exclude(retracted_at=None).exists()
