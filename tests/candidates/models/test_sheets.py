import datetime

import pytest
from django.db import IntegrityError

from candidates.models import SheetImport
from tests.factories import OrganizerFactory


@pytest.mark.django_db
class TestSheetImport:
    def test_knows_when_it_is_applied(self):
        with pytest.raises(IntegrityError, match="sheet_import_applied_has_its_moment"):
            SheetImport.objects.create(
                kind="results", state="applied", uploaded_by=OrganizerFactory.create()
            )

    def test_is_at_work_while_a_job_has_it(self):
        at_work = [
            state for state in SheetImport.State if SheetImport(state=state, folder="x").is_at_work
        ]
        assert at_work == ["checking", "applying"]
        assert SheetImport(folder="x").is_gone is SheetImport(state="applied").is_gone is False
        assert SheetImport().is_gone

    def test_is_called_by_its_file_and_when_it_came_in_eastern_time(self):
        came = datetime.datetime(2026, 11, 30, 0, 27, tzinfo=datetime.UTC)
        assert str(SheetImport(file_name="a.csv", uploaded_at=came)) == "a.csv, 2026-11-29 19:27"
