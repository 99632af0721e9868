import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from candidates.models import FecImport


@pytest.mark.django_db
class TestFecImport:
    def test_keeps_no_lines_once_it_is_applied(self):
        waiting = FecImport.objects.create(cycle_year=2026, file_name="cn.txt", rows=[[1, "X"]])
        waiting.applied_at = timezone.now()
        with pytest.raises(IntegrityError, match="keeps_no_rows"), transaction.atomic():
            waiting.save()
        waiting.rows = []
        waiting.save()

    def test_is_called_by_its_file_and_when_it_came_in_eastern_time(self):
        came = datetime.datetime(2026, 11, 30, 0, 27, tzinfo=datetime.UTC)
        assert str(FecImport(file_name="cn.txt", uploaded_at=came)) == "cn.txt, 2026-11-29 19:27"
