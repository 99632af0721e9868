"""Sheets about campaigns: contacts, websites, incumbency, and who calls whom."""

from __future__ import annotations

import copy
import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from campaign.lib.admin.base import BOXES
from campaign.lib.admin.optimistic_form import shown
from campaign.lib.progress import Note
from candidates.forms.fields import AddressLinesField
from candidates.importers.sheets import cells
from candidates.importers.sheets.mapping import WHO, Row, Target
from candidates.importers.sheets.plan import Change, Kind, PlannedRow, Sheet
from candidates.ledger.acts import Acting
from candidates.models import ActChange, Candidacy
from candidates.models.contact_wishes import LEFT_OUT, Contact
from candidates.models.organizers import assignable

META = Candidacy._meta
# Columns whose versions we don't keep: what they held at the export can't be known.
WITHOUT_VERSIONS = ("contact_email", "contact_phone", "assigned_to")
COLUMNS = (
    "campaign_url",
    "published_email",
    "published_phone",
    "published_contact_source",
    "social_urls",
    "incumbency",
    *WITHOUT_VERSIONS,
)
ALSO = {
    "campaign_url": ("website", "web_site", "url", "campaign_site"),
    "published_email": ("email", "public_email"),
    "published_phone": ("phone", "public_phone", "telephone"),
    "published_contact_source": ("contact_source", "source"),
    "social_urls": ("social", "social_media", "twitter", "accounts"),
    "incumbency": ("incumbent",),
    "assigned_to": ("caller", "assigned", "username"),
}
# How the text of a cell is read before the field of the form judges it.
READ: dict[str, Callable[[str], str]] = {
    "published_phone": cells.phone,
    "contact_phone": cells.phone,
    "social_urls": cells.links,
    "incumbency": lambda text: cells.choice(text, Candidacy.Incumbency.choices),
}
PHONES = ("published_phone", "contact_phone")


def column_of(name: str) -> models.Field[Any, Any]:
    """Return a column of a candidacy."""
    return cast("models.Field[Any, Any]", META.get_field(name))


def field_of(name: str) -> forms.Field:
    """Return the form's field of a column."""
    if name == "social_urls":
        return AddressLinesField(required=False)
    column = column_of(name)
    options: dict[str, Any] = BOXES.get(type(column), {})
    return cast(forms.Field, column.formfield(**options))


class Campaigns(Kind):
    RIGHT = "candidates.change_candidacy"
    TARGETS = (
        *WHO,
        *(Target(name, column_of(name).verbose_name, ALSO.get(name, ())) for name in COLUMNS),
    )
    NEEDED = (("id", "fec_id"), COLUMNS)

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.fields = {name: field_of(name) for name in COLUMNS if name != "assigned_to"}
        self.organizers = {user.get_username().casefold(): user for user in assignable()}
        self.seen: dict[int, int] = {}
        ids = {run.pk for run in sheet.runs.values()}
        self.versions = _versions(ids)
        self.edits = _edits(ids, min(map(sheet.exported_at, sheet.rows)))

    def plan(self, row: Row, planned: PlannedRow, run: Candidacy) -> None:
        if before := self.seen.get(run.pk):
            raise ValidationError(
                _("Row %(number)d is about the same campaign. Keep one of the two."),
                code="twice",
                params={"number": before},
            )
        self.seen[run.pk] = row.number
        base = self._base(run, self.sheet.exported_at(row))
        for name in COLUMNS:
            if name not in row.cells:
                continue
            try:
                text = cells.plain(row.cells[name])
                if name in Contact.values and text == str(LEFT_OUT):
                    continue
                if text or self.sheet.clears:
                    _compare(planned, run, name, self._value(name, text), base)
            except ValidationError as refusal:
                planned.refuse(refusal, str(capfirst(column_of(name).verbose_name)))
        if planned.values and not planned.reasons:
            _check(planned, run)

    def apply(self, act: Acting, rows: Sequence[PlannedRow], note: Note) -> None:
        for count, row in enumerate(rows, start=1):
            if row.run is not None:
                act.set(row.run, **row.values)
            note(count)

    def _value(self, name: str, text: str) -> Any:
        if name == "assigned_to":
            if text and text.casefold() not in self.organizers:
                raise ValidationError(
                    _("No active organizer has the username “%(name)s”."),
                    code="no_organizer",
                    params={"name": text},
                )
            return self.organizers.get(text.casefold())
        read = READ.get(name)
        return self.fields[name].clean(read(text) if read and text else text)

    def _base(self, run: Candidacy, moment: datetime.datetime) -> Base:
        """Return what the columns held at a moment, and who has changed which of them since."""
        versions = self.versions.get(run.pk, [])
        earlier = [version for version in versions if version["history_date"] <= moment]
        # The first version is what the row held before its first change.
        held = (earlier[-1:] or versions[:1])[0] if versions else None
        editor = versions[-1]["history_user__username"] if versions else ""
        editors = {
            name: edit.who
            for name in WITHOUT_VERSIONS
            if (edit := self.edits.get((run.pk, name))) and edit.at > moment
        }
        return Base(held, editor or _("someone else"), editors)


@dataclass(frozen=True)
class Base:
    """What a row held when the sheet was exported; None if nobody has changed it since."""

    held: dict[str, Any] | None
    editor: str
    editors: dict[str, str]  # of columns without versions


@dataclass(frozen=True)
class Edit:
    at: datetime.datetime
    who: str


def _compare(planned: PlannedRow, run: Candidacy, name: str, value: Any, base: Base) -> None:
    """Note a change, unless the cell says what the record says, or what the export said."""
    now, theirs = getattr(run, name), base.editors.get(name, "")
    if base.held and name not in WITHOUT_VERSIONS:
        if _same(name, value, base.held[name]):
            return
        theirs = "" if _same(name, now, base.held[name]) else base.editor
    if not _same(name, value, now):
        column = column_of(name)
        after = copy.copy(run)
        setattr(after, name, value)
        before, wanted = shown(column, run), shown(column, after)
        planned.values[name] = value
        planned.changes.append(Change(name, str(column.verbose_name), before, wanted, theirs))


def _same(name: str, one: Any, other: Any) -> bool:
    if name in PHONES:
        return cells.same_phone(one, other)
    if name == "social_urls":
        return sorted(one) == sorted(other)
    return bool(one == other)


def _check(planned: PlannedRow, run: Candidacy) -> None:
    """Raise ValidationError if the row would break a rule of the record."""
    after = copy.copy(run)
    for name, value in planned.values.items():
        setattr(after, name, value)
    contacts = {"published_email", "published_phone", "published_contact_source"}
    kept = {field.name for field in META.fields} - planned.values.keys()
    after.clean_fields(exclude=kept)
    # Only the database knows the rule, and it holds with a source. Asking it takes a query a row.
    if contacts & planned.values.keys() and not after.published_contact_source:
        after.validate_constraints(exclude=kept - contacts)


def _versions(ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """Return the versions of candidacies, the oldest first."""
    names = [name for name in COLUMNS if name not in WITHOUT_VERSIONS]
    kept = Candidacy.history.filter(id__in=ids).order_by("history_date", "history_id")
    found = defaultdict(list)
    for version in kept.values("id", "history_date", "history_user__username", *names):
        found[version["id"]].append(version)
    return found


def _edits(ids: Collection[int], since: datetime.datetime) -> dict[tuple[int, str], Edit]:
    """Return who last changed the columns without versions since a moment, and when."""
    found: dict[tuple[int, str], Edit] = {}
    with translation.override(None):  # as the log of the admin has them
        labels = {str(capfirst(column_of(name).verbose_name)): name for name in WITHOUT_VERSIONS}
    kind = ContentType.objects.get_for_model(Candidacy)
    logged = LogEntry.objects.filter(content_type=kind, action_flag=CHANGE, action_time__gt=since)
    logged = logged.filter(object_id__in=list(map(str, ids))).order_by("action_time")
    rows = logged.values_list("object_id", "change_message", "action_time", "user__username")
    for number, message, at, who in rows:
        edit = Edit(at, who)
        found |= {(int(number or 0), labels[each]): edit for each in labels if each in message}
    done = ActChange.objects.filter(model=META.label_lower, row_id__in=ids, act__done_at__gt=since)
    for change in done.select_related("act__by").order_by("act__done_at"):
        edit = Edit(change.act.done_at, str(change.act.by or _("someone else")))
        columns = {*change.after, *change.private} & {*WITHOUT_VERSIONS}
        found |= {(change.row_id, name): edit for name in columns}
    return found
