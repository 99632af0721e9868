"""Sheets brought back in one call, without pages, and what becomes of their rows."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from candidates.importers.sheets import files
from candidates.importers.sheets.apply import (
    State,
    apply,
    bring,
    check,
    headers_of,
    match,
    suggested_columns,
    table_of,
)
from candidates.models import Candidacy, SheetImport
from tests.factories import OrganizerFactory, run

NOON = datetime.datetime(2026, 5, 1, 16, tzinfo=datetime.UTC)
Bring = Callable[..., SheetImport]


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.PRIVATE_MEDIA_ROOT = tmp_path
    return tmp_path / "sheets"


@pytest.fixture
def robin(db: None) -> User:
    return OrganizerFactory.create(username="robin")


@pytest.fixture
def ada(db: None) -> Candidacy:
    ada = run("Ada Quartz", fec_id="H6MI11001", campaign_url="https://ada.example/")
    Candidacy.history.update(history_date=NOON - datetime.timedelta(days=1))
    return ada


@pytest.fixture
def brought(robin: User, monkeypatch: pytest.MonkeyPatch) -> Bring:
    """Return a function that brings a sheet, lines with "|" between cells, up to its preview."""

    def bring_lines(*lines: str, kind: str = "campaigns", **options: Any) -> SheetImport:
        content = "\n".join(lines).encode()
        at = options.pop("at", NOON)
        record = bring(content, kind=kind, file_name="sheet.csv", by=robin, now=at)
        headers = headers_of(table_of(record), record.header_row)
        columns = suggested_columns(record, headers)
        match(record, header_row=record.header_row, columns=columns, clears=bool(options))
        check(record, now=at)
        return record

    return bring_lines


def rows_of(record: SheetImport) -> list[dict[str, Any]]:
    return files.read_json(record.folder, files.PLAN)["rows"]


def changes(record: SheetImport) -> list[str]:
    """Return what a preview shows: `3 Campaign website: https://a → https://b`."""
    return [
        f"{row['number']} {change['name']}: {change['before']} → {change['after']}"
        + (f" ({change['theirs']})" if change["theirs"] else "")
        for row in rows_of(record)
        for change in row["changes"]
    ]


def reasons(record: SheetImport) -> list[str]:
    return [f"{row['number']} {each}" for row in rows_of(record) for each in row["reasons"]]


def notes(record: SheetImport) -> list[str]:
    return [f"{row['number']} {each}" for row in rows_of(record) for each in row["notes"]]


def applied(record: SheetImport, *, at: datetime.datetime = NOON, by: User | None = None) -> bool:
    record.state = State.APPLYING
    record.applied_by = by or record.uploaded_by
    record.save()
    apply(record, by=record.applied_by, now=at)
    record.refresh_from_db()
    return record.is_applied
