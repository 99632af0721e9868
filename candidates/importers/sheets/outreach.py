"""Sheets with one row for each time that somebody asked a campaign."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.progress import Note
from candidates.importers.sheets import cells
from candidates.importers.sheets.mapping import WHO, Row, Target
from candidates.importers.sheets.plan import (
    Change,
    Kind,
    PlannedRow,
    Sheet,
    refuse_duplicates_of_runs,
)
from candidates.ledger.acts import Acting
from candidates.models import Candidacy, Outreach
from candidates.models.organizers import assignable

# What people can say of a call. The outbox alone says that an email waits or was stopped.
OUTCOMES = [
    (value, label)
    for value, label in Outreach.Outcome.choices
    if value not in {Outreach.Outcome.QUEUED, Outreach.Outcome.STOPPED}
]
Key = tuple[int | None, str, datetime.date, str, str]


def key_of(entry: Outreach) -> Key:
    return entry.candidacy_id, entry.channel, entry.done_on, entry.outcome, entry.note


class Entries(Kind):
    RIGHT = "candidates.add_outreach"
    TARGETS = (
        *WHO,
        Target("channel", gettext_lazy("channel"), ("how", "type", "medium")),
        Target("done_on", gettext_lazy("day"), ("date", "when", "called_on", "asked_on")),
        Target("outcome", gettext_lazy("outcome"), ("result", "what_happened")),
        Target("promised_on", gettext_lazy("answer promised by"), ("promised", "by_when")),
        Target("note", gettext_lazy("note"), ("notes", "comment", "comments")),
        Target("by", gettext_lazy("asked by (username)"), ("username", "caller", "organizer")),
    )
    NEEDED = (("id", "fec_id"), ("channel",), ("done_on",))

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.organizers = {user.get_username().casefold(): user for user in assignable()}
        ids = {run.pk for run in sheet.runs.values()}
        entries = Outreach.objects.filter(candidacy__in=ids).order_by()
        self.known: dict[Key, int] = {key_of(entry): 0 for entry in entries}

    def plan(self, row: Row, planned: PlannedRow, run: Candidacy) -> None:
        refuse_duplicates_of_runs(run)
        text = {name: cells.plain(cell) for name, cell in row.cells.items()}
        who = text.get("by", "")
        entry = Outreach(
            candidacy=run,
            channel=cells.choice(text["channel"], Outreach.Channel.choices),
            done_on=cells.day(text["done_on"]),
            outcome=cells.choice(said, OUTCOMES) if (said := text.get("outcome", "")) else "",
            promised_on=cells.day(by_when) if (by_when := text.get("promised_on")) else None,
            note=text.get("note", ""),
            by=self.organizers.get(who.casefold()) if who else self.sheet.by,
        )
        if who and entry.by is None:
            raise ValidationError(
                _("No active organizer has the username “%(name)s”."), "no_organizer", {"name": who}
            )
        if entry.done_on > timezone.localdate(self.sheet.now):
            raise ValidationError(
                _("This date is in the future. Enter today or an earlier date."), code="future"
            )
        entry.clean_fields(exclude=["candidacy", "by"])
        entry.validate_constraints(exclude=["candidacy", "by", "form_key"])
        key = key_of(entry)
        if key in self.known:
            if before := self.known[key]:
                planned.notes.append(
                    _("The same as row %(number)d, so we’ll log it once.") % {"number": before}
                )
            return
        self.known[key] = row.number
        planned.values["entry"] = entry
        if _asks_to_stop(entry):
            planned.notes.append(_("From now on we won’t call or email this campaign."))
        words = [entry.get_channel_display(), str(entry.done_on), entry.get_outcome_display()]
        planned.changes.append(
            Change("entry", _("new entry"), "", ", ".join(filter(None, [*words, entry.note])))
        )

    def apply(self, act: Acting, rows: Sequence[PlannedRow], note: Note) -> None:
        for count, row in enumerate(rows, start=1):
            entry: Outreach = row.values["entry"]
            entry.save()
            act.created(entry)
            if row.run is not None and _asks_to_stop(entry):
                stopped = Candidacy.DoNotContact.ORGANIZERS
                act.set(row.run, do_not_contact=stopped, do_not_contact_on=entry.done_on)
            note(count)


def _asks_to_stop(entry: Outreach) -> bool:
    """Say whether a campaign asked us to stop that hadn't before."""
    stops = entry.outcome == Outreach.Outcome.DO_NOT_CONTACT
    return stops and not entry.candidacy.do_not_contact
