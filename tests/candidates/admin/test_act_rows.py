import pytest

from candidates.admin.act_rows import rows_shown
from candidates.models import Act, ActChange
from tests.factories import OrganizerFactory, OutreachFactory, run

pytestmark = pytest.mark.django_db


def changed(row, **values) -> ActChange:
    return ActChange(act=Act(), model=row._meta.label_lower, row_id=row.pk, **values)


class TestRowsShown:
    def test_names_rows_columns_and_what_they_point_to(self):
        ada, caller = run("Ada Quartz"), OrganizerFactory.create(username="fern")
        change = changed(
            ada,
            before={"assigned_to": None, "incumbency": ""},
            after={"assigned_to": caller.pk, "incumbency": "I"},
        )
        (row,) = rows_shown([change], with_private=True)
        assert row.name == str(ada)
        assert row.url.endswith(f"/{ada.pk}/change/")
        assert [(each.label, each.before, each.after) for each in row.changes] == [
            ("assigned to", "—", "fern"),
            ("incumbency", "—", "incumbent"),
        ]

    def test_lists_what_a_new_row_holds(self):
        entry = OutreachFactory.create()
        change = changed(
            entry,
            before=None,
            after={"channel": "phone", "by": None},
            private={"note": [None, "Spoke with Fern"]},
        )
        (row,) = rows_shown([change], with_private=False)
        assert row.is_new
        assert [(each.label, str(each.after)) for each in row.changes] == [
            ("channel", "phone"),
            ("note", "(private)"),
        ]

    def test_names_a_row_that_is_gone_by_its_number(self):
        entry = OutreachFactory.create()
        change = changed(entry, before=None, after={"removed_column": 1})
        number = entry.pk
        entry.delete()
        (row,) = rows_shown([change], with_private=True)
        assert (row.name, row.url) == (f"outreach entry {number}", "")
