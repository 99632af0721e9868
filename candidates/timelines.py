"""A race’s elections and a campaign’s course, as templates/components/timeline.html draws them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from candidates import parties
from candidates.models import Answer, Candidacy, DatePrecision, Stage, StageResult

DAY_FORMATS = {
    DatePrecision.DAY: "DATE_FORMAT",
    DatePrecision.MONTH: "YEAR_MONTH_FORMAT",
    DatePrecision.YEAR: "Y",
}


@dataclass(frozen=True)
class Source:
    """Where a fact comes from, for templates/components/source_line.html."""

    publisher: str
    url: str

    @classmethod
    def at(cls, url: str) -> Source | None:
        """Return the source at an address, named by its host; None for an empty address."""
        return cls(publisher=host(url), url=url) if url else None


@dataclass(frozen=True)
class Entry:
    on: datetime.date
    what: str
    source: Source | None
    detail: str = ""


def host(url: str) -> str:
    """Return the host of an address without “www.”, to name where a link leads."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


def answer_day(answer: Answer) -> str:
    """Return the day of an answer in words, as far as it is known: March 14, 2026, March 2026."""
    return date_format(answer.answered_on, DAY_FORMATS[DatePrecision(answer.answered_on_precision)])


def day_within(year: int, day: datetime.date) -> str:
    """Return a day in few words, for one line: without its year if that’s `year` of the page."""
    words = date_format(day, "MONTH_DAY_FORMAT" if day.year == year else "DATE_FORMAT")
    return words.replace(" ", "\N{NO-BREAK SPACE}")


def answer_day_within(year: int, answer: Answer) -> str:
    """Return the day of an answer as `day_within` does, as far as it is known."""
    if answer.answered_on_precision == DatePrecision.DAY:
        return day_within(year, answer.answered_on)
    return answer_day(answer)


def elections(stages: Iterable[Stage], *, today: datetime.date) -> list[Entry]:
    """Return an entry for each election of a race: its day, what it is, and whether it was held."""
    return [
        Entry(
            stage.held_on,
            election_name(stage),
            Source.at(stage.source_url),
            election_status(stage, today=today),
        )
        for stage in stages
    ]


def election_name(stage: Stage) -> str:
    """Return the name of an election, with its party if it’s one party’s: “Primary, Democratic”."""
    name = capfirst(stage.get_kind_display())
    if not stage.party:
        return name
    return f"{name}, {parties.NAMES.get(stage.party, stage.party)}"


def election_status(stage: Stage, *, today: datetime.date) -> str:
    """Return the status of an election; once its day has passed, it’s no longer “scheduled”."""
    if stage.is_scheduled and stage.held_on < today:
        return _("No results yet.")
    status = capfirst(stage.get_status_display())
    if not stage.superseded_by:
        return f"{status}."
    return _("%(status)s. Rescheduled for %(day)s.") % {
        "status": status,
        "day": date_format(stage.superseded_by.held_on),
    }


def course(candidacy: Candidacy, results: Iterable[StageResult]) -> list[Entry]:
    """Return how a candidacy went, the latest first: its elections, how it ended, a death.

    Results that no longer count stay in it, with the reason.
    """
    entries = [
        Entry(
            result.stage.held_on,
            _("%(election)s: %(outcome)s")
            % {"election": election_name(result.stage), "outcome": result.get_outcome_display()},
            Source.at(result.source_url),
            why_it_does_not_count(result),
        )
        for result in results
    ]
    if candidacy.ballot_status_on:
        how = capfirst(candidacy.get_ballot_status_display())
        source = Source.at(candidacy.ballot_status_source)
        entries.append(Entry(candidacy.ballot_status_on, how, source))
    person = candidacy.person
    if person.died_on and candidacy.ballot_status != Candidacy.BallotStatus.DIED:
        entries.append(Entry(person.died_on, _("Died"), Source.at(person.died_source_url)))
    return sorted(entries, key=lambda entry: entry.on, reverse=True)


def why_it_does_not_count(result: StageResult) -> str:
    """Return why a result no longer counts, "" while it does."""
    if result.retracted_at:
        return _("Retracted: %(reason)s") % {"reason": result.retraction_reason}
    if result.stage.is_void:
        return _("This election was declared void, so the result doesn’t count.")
    return ""
