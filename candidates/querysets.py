"""The words in which the record is asked for. They chain and write nothing.

Only the site's current cycle depends on the day.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, F, Prefetch, Q, Value, When
from django.utils import timezone

from candidates.folding import named
from candidates.parties import AS_FILED

if TYPE_CHECKING:
    from candidates.models import (
        Answer,
        Candidacy,
        Correction,
        Cycle,
        LinkSuggestion,
        Person,
        PledgeText,
        Race,
        Stage,
        StageResult,
    )


class CycleQuerySet(models.QuerySet["Cycle"]):
    def current(self) -> Cycle | None:
        """Return the cycle that the site is about, None for an empty record.

        That's the latest open cycle whose year has begun, so opening one early changes no page;
        else the next open one, else the latest.
        """
        is_ahead = Q(archived_at=None, year__gt=timezone.localdate().year)
        order = Case(When(is_ahead, then=1), When(archived_at=None, then=0), default=2)
        return self.order_by(order, Case(When(is_ahead, then="year"), default=-F("year"))).first()


class RaceQuerySet(models.QuerySet["Race"]):
    def in_cycle(self, cycle: Cycle) -> Self:
        return self.filter(cycle=cycle)

    def in_state(self, code: str) -> Self:
        return self.filter(jurisdiction=code)

    def for_seat(self, path_seat: str) -> Self:
        """Keep the elections for one seat, named as `Race.path_seat` does."""
        chambers = self.model.Chamber
        if path_seat == "senate":
            return self.filter(chamber=chambers.SENATE)
        district = self.model.AT_LARGE if path_seat == "at-large" else path_seat
        return self.filter(chamber=chambers.HOUSE, district=district)

    def senate_first(self) -> Self:
        return self.order_by("jurisdiction", "-chamber", "district", "kind")


class PersonQuerySet(models.QuerySet["Person"]):
    def invented(self) -> Self:
        return self.filter(is_invented=True)

    def real(self) -> Self:
        return self.filter(is_invented=False)

    def with_name_to_check(self) -> Self:
        return self.filter(name_needs_check=True, merged_into=None)


class LinkSuggestionQuerySet(models.QuerySet["LinkSuggestion"]):
    def undecided(self) -> Self:
        """Keep the pairs that still wait for an organizer's word: neither was merged meanwhile."""
        return self.filter(decision="", first__merged_into=None, second__merged_into=None)


class CandidacyQuerySet(models.QuerySet["Candidacy"]):
    def listed(self) -> Self:
        """Leave out rows that an organizer linked to another as its duplicate."""
        return self.filter(duplicate_of=None)

    def counted(self) -> Self:
        """Keep the one candidacy of each person and cycle that speaks for the person."""
        return self.filter(is_current=True)

    def in_cycle(self, cycle: Cycle) -> Self:
        return self.filter(race__cycle=cycle)

    def in_open_cycles(self) -> Self:
        """Leave out archived cycles, which are read-only."""
        return self.filter(race__cycle__archived_at=None)

    def in_state(self, code: str) -> Self:
        return self.filter(race__jurisdiction=code)

    def signed(self) -> Self:
        return self.filter(status="signed")

    def with_party_to_check(self) -> Self:
        """Keep those whose party the FEC doesn't list, as long as nobody corrected it."""
        return self.in_open_cycles().filter(party_name__startswith=AS_FILED)

    def named(self, text: str) -> Self:
        """Keep those whose name has every word of `text`: see `candidates.folding.named`."""
        return self.filter(named(text, person="person__"))

    def signers_first(self) -> Self:
        """Order by answer (signed, refused, none), then by name."""
        rank = Case(
            When(status="signed", then=Value(0)),
            When(status="refused", then=Value(1)),
            default=Value(2),
        )
        return self.order_by(rank, "person__sort_key", "pk")

    def with_public_record(self) -> Self:
        """Fetch what one line about each candidacy shows, in one query."""
        return self.select_related(
            "person",
            "race__cycle",
            "race__jurisdiction",
            "current_answer__lead_evidence",
            "current_answer__pledge_text",
        )

    def with_public_columns(self) -> Self:
        """Fetch what a file tells of each candidacy (`candidates.rows`), and no more."""
        return self.select_related("person", "race__cycle", "current_answer__lead_evidence").only(
            "fec_id",
            "party_code",
            "status",
            "outcome",
            "updated_at",
            "person__full_name",
            "person__slug",
            "race__chamber",
            "race__jurisdiction",
            "race__district",
            "race__cycle__year",
            "race__cycle__year_in_addresses",
            "current_answer__answered_on",
            "current_answer__answered_on_precision",
            "current_answer__lead_evidence__url",
        )

    def with_ledger(self) -> Self:
        """Fetch the answers in public and the results that the standing is derived from."""
        from candidates.models import Answer, StageResult

        return self.select_related("person", "race", "current_answer").prefetch_related(
            Prefetch("answers", Answer.objects.published()),
            Prefetch("stage_results", StageResult.objects.unretracted().select_related("stage")),
        )


class StageQuerySet(models.QuerySet["Stage"]):
    def chronological(self) -> Self:
        return self.order_by("held_on", "pk")


class StageResultQuerySet(models.QuerySet["StageResult"]):
    def unretracted(self) -> Self:
        return self.filter(retracted_at=None)

    def retracted(self) -> Self:
        return self.filter(retracted_at__isnull=False)


class PledgeTextQuerySet(models.QuerySet["PledgeText"]):
    def dated(self) -> Self:
        """Leave out drafts: texts without a day from which they are in use."""
        return self.filter(effective_on__isnull=False)

    def effective_by(self, day: datetime.date) -> Self:
        """Leave out drafts and versions that come into use after `day`; the newest first."""
        return self.filter(effective_on__lte=day).order_by("-effective_on", "-version")

    def in_use_on(self, day: datetime.date) -> PledgeText | None:
        """Return the version that is asked for on `day`, None before the first."""
        return self.effective_by(day).first()


class AnswerQuerySet(models.QuerySet["Answer"]):
    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def unpublished(self) -> Self:
        return self.filter(published_at=None)

    def unretracted(self) -> Self:
        return self.filter(retracted_at=None)

    def corrections(self) -> Self:
        """Keep published corrections that weren't retracted: what they correct doesn't count."""
        return self.published().unretracted().exclude(supersedes=None)

    def telling_the_same(self, answer: Answer) -> Self:
        """Keep what was recorded before with the kind and day of `answer` and still counts."""
        corrections = self.model.objects.corrections()
        return (
            self.unretracted()
            .filter(
                kind=answer.kind,
                answered_on=answer.answered_on,
                answered_on_precision=answer.answered_on_precision,
            )
            .exclude(pk=answer.supersedes_id)
            .exclude(pk__in=corrections.values("supersedes"))
        )

    def in_archived_cycles(self) -> Self:
        return self.exclude(candidacy__race__cycle__archived_at=None)

    def open_drafts(self) -> Self:
        """Keep what can still be published: a draft of an archived cycle can't."""
        return self.unpublished().filter(candidacy__race__cycle__archived_at=None)

    def waiting(self) -> Self:
        """Keep drafts that wait for a second person, not those that went back to their recorder."""
        return self.open_drafts().filter(sent_back_at=None)

    def sent_back(self) -> Self:
        return self.open_drafts().exclude(sent_back_at=None)


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def undecided(self) -> Self:
        """Keep the queue: what waits for a decision and was not kept apart."""
        return self.filter(decision="", quarantine="")

    def quarantined(self) -> Self:
        return self.exclude(quarantine="")

    def accepted(self) -> Self:
        return self.filter(decision="accepted")

    def with_sender_past_keeping(self, now: datetime.datetime) -> Self:
        """Keep those whose sender nobody has to write to any more."""
        from candidates.models import Correction

        return self.exclude(sender="").filter(
            Q(decided_at__lte=now - Correction.SENDER_KEPT_AFTER_DECISION)
            | Q(received_at__lte=now - Correction.SENDER_KEPT_AFTER_RECEIPT)
        )

    def quarantined_past_keeping(self, now: datetime.datetime) -> Self:
        from candidates.models import Correction

        return self.quarantined().filter(received_at__lte=now - Correction.QUARANTINE_KEPT)
