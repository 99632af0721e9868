from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from candidates.models import Candidacy, Person
from candidates.standing import Outcome, Status, refresh_people
from tests.factories import StageFactory, publish_answer, record_results, run

pytestmark = pytest.mark.django_db


def check_record() -> str:
    output = StringIO()
    call_command("check_record", stdout=output)
    return output.getvalue()


class TestCheckRecord:
    def test_finds_nothing_where_the_verbs_were_used(self):
        candidacy = run()
        publish_answer(candidacy)
        record_results(StageFactory.create(race=candidacy.race), {candidacy: "lost"})
        assert check_record() == "1 candidacies equal the ledger.\n"

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("status", Status.REFUSED),
            ("outcome", Outcome.ELECTED),
            ("current_answer", None),
            ("is_current", False),
        ],
    )
    def test_prints_each_stored_value_that_the_ledger_contradicts(self, field, value):
        candidacy = run("Ines Basalt")
        publish_answer(candidacy)
        changes = {field: value}
        if field == "current_answer":
            changes["status"] = Status.PENDING
        Candidacy.objects.update(**changes)
        output = StringIO()
        with pytest.raises(CommandError, match=f"^{len(changes)} stored"):
            call_command("check_record", stdout=output)
        assert "Ines Basalt — MI-11 (House, 2026): " in output.getvalue()

    def test_needs_no_more_queries_for_more_rows(self, django_assert_num_queries):
        for _ in range(3):
            publish_answer(run())
        with django_assert_num_queries(4):
            check_record()


class TestRefreshPeople:
    def test_changes_no_row_that_is_right(self):
        candidacy = run()
        publish_answer(candidacy)
        before = candidacy.updated_at
        assert refresh_people([candidacy.person_id], now=timezone.now()) == 0
        candidacy.refresh_from_db()
        assert candidacy.updated_at == before

    def test_repairs_what_somebody_wrote_past_the_verbs(self):
        candidacy = run()
        publish_answer(candidacy)
        Candidacy.objects.update(outcome=Outcome.ELECTED)
        refresh_people(Person.objects.values_list("pk", flat=True), now=timezone.now())
        assert Candidacy.objects.get().outcome == Outcome.ACTIVE
