from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from candidates.models import Candidacy
from candidates.models.choices import Outcome, Status
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
        assert check_record() == "1 candidacies match the ledger.\n"

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
        with django_assert_num_queries(5):
            check_record()
