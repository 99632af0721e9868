"""Files of the FEC brought into the record in one call, and what became of them."""

from __future__ import annotations

import datetime
from typing import Any

from django.apps import apps

from candidates.importers.fec.imports import import_now
from candidates.importers.fec.imports import preview as preview_of
from candidates.importers.fec.report import Kind, Report
from candidates.models import Candidacy, FecId, FecImport, Person
from tests.fec_files import fec_file

FIRST = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
NEXT_DAY = FIRST + datetime.timedelta(days=1)
LATER = datetime.datetime(2026, 4, 1, 12, tzinfo=datetime.UTC)


def bring(*lines: str, now: datetime.datetime = FIRST, year: int = 2026) -> Report:
    return bring_bytes(fec_file(*lines), now=now, year=year)


def bring_bytes(content: bytes, *, now: datetime.datetime = FIRST, year: int = 2026) -> Report:
    return import_now(content, file_name="cn.txt", cycle_year=year, now=now)


def preview(*lines: str, year: int = 2026) -> Report:
    return preview_of(fec_file(*lines), cycle_year=year)


def counts(report: Report) -> dict[str, int]:
    return {kind.value: count for kind, count in report.counts.items() if count}


def details(report: Report, kind: Kind) -> list[str]:
    return [entry.detail for entry in report.entries.get(kind, [])]


def row(fec_id: str = "H6MI11001") -> Candidacy:
    return Candidacy.objects.select_related("person", "race").get(fec_id=fec_id)


def hand_over(*fec_ids: str, to: Person) -> None:
    """Give FEC ids and their candidacies to one person, as a merger does."""
    FecId.objects.filter(fec_id__in=fec_ids).update(person=to)
    Candidacy.objects.filter(fec_id__in=fec_ids).update(person=to)


def whole_record() -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of the record, without the log of imports."""
    return {
        model.__name__: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_app_config("candidates").get_models()
        if model is not FecImport
    }
