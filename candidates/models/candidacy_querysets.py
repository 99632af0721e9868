"""Which candidacies to fetch, in which order, and how much of each."""

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, Value, When
from django.db.models.functions import Coalesce

from candidates.folding import named
from candidates.models.choices import Outcome
from candidates.models.cycles import Cycle
from candidates.parties import AS_FILED

if TYPE_CHECKING:
    from candidates.models.candidacies import Candidacy as Candidacy

# The same as `Candidacy.decided_on`, in a query.
DECIDED_ON = Coalesce("runoff_on", "race__election_on")
SIGNERS_FIRST = (
    Case(
        When(status="signed", then=Value(0)),
        When(status="refused", then=Value(1)),
        default=Value(2),
    ),
    "person__sort_key",
    "pk",
)


class CandidacyQuerySet(models.QuerySet["Candidacy"]):
    def listed(self) -> Self:
        """Leave out rows that an organizer linked to another as its duplicate."""
        return self.filter(duplicate_of=None)

    def counted(self) -> Self:
        """Keep the one candidacy of each person and cycle that counts for the person."""
        return self.filter(is_current=True)

    def in_cycle(self, cycle: Cycle) -> Self:
        return self.filter(race__cycle=cycle)

    def in_open_cycles(self) -> Self:
        """Leave out archived cycles, which are read-only."""
        return self.filter(race__cycle__archived_at=None)

    def wanting_contact(self) -> Self:
        """Leave out campaigns that asked us to stop."""
        return self.filter(do_not_contact="")

    def on_the_ballot(self) -> Self:
        """Keep those whom people can still vote for, and those who were elected."""
        choices = (Outcome.ACTIVE, Outcome.WON_PRIMARY, Outcome.ELECTED)
        return self.listed().filter(outcome__in=choices, person__died_on=None)

    def in_state(self, code: str) -> Self:
        return self.filter(race__jurisdiction=code)

    def signed(self) -> Self:
        return self.filter(status="signed")

    def running_on(self, day: datetime.date) -> Self:
        """Keep those whose election is still ahead on `day`, or is that day."""
        undecided = self.filter(outcome__in=[Outcome.ACTIVE, Outcome.WON_PRIMARY])
        return undecided.alias(deciding_day=DECIDED_ON).filter(deciding_day__gte=day)

    def with_party_to_check(self) -> Self:
        """Keep those whose party the FEC doesn't list, as long as nobody corrected it."""
        return self.in_open_cycles().filter(party_name__startswith=AS_FILED)

    def named(self, text: str) -> Self:
        return self.filter(named(text, person="person__"))

    def signers_first(self) -> Self:
        return self.order_by(*SIGNERS_FIRST)

    def winner_first(self) -> Self:
        """Sort the candidates of one race: who was elected, then who signed."""
        is_winner = Case(When(outcome="elected", then=Value(0)), default=Value(1))
        return self.order_by(is_winner, *SIGNERS_FIRST)

    def newest_answers(self, cycle: Cycle | None) -> Self:
        """Return who has a current answer, the latest published first, with its evidence.

        It leaves out the dead. One query.
        """
        answered = self.counted().filter(race__cycle=cycle).exclude(current_answer=None)
        evidence = "current_answer__lead_evidence"
        return (
            answered.exclude(outcome=Outcome.DIED)
            .with_row(f"{evidence}__kind", f"{evidence}__public_copy")
            .select_related("person", "race__cycle", evidence)
            .order_by("-current_answer__published_at", "-current_answer")
        )

    def with_row(self, *more: str) -> Self:
        """Fetch what one row of a table shows about each candidacy, in one query.

        `more` are fields that some rows show besides.
        """
        shown = ("person", "race__cycle", "race__replaced_by", "current_answer")
        return self.select_related(*shown).only(
            "fec_id",
            "party_name",
            "incumbency",
            "ballot_status",
            "status",
            "review",
            "outcome",
            "runoff_on",
            "updated_at",
            "person__full_name",
            "person__slug",
            "race__chamber",
            "race__jurisdiction",
            "race__district",
            "race__kind",
            "race__voting",
            "race__title",
            "race__election_on",
            "race__replaced_by__replaces",
            "race__cycle__year",
            "race__cycle__pinned_on",
            "race__cycle__year_in_addresses",
            "current_answer__kind",
            "current_answer__answered_on",
            "current_answer__answered_on_precision",
            "current_answer__lead_evidence_id",
            *more,
        )

    def with_line(self) -> Self:
        """Fetch what a line of a ballot shows of each candidacy, in one query."""
        return self.select_related("current_answer__pledge_text").with_row(
            "campaign_url",
            "published_email",
            "published_phone",
            "office_phone",
            "do_not_contact",
            "is_current",
            "duplicate_of",
            "person__died_on",
            "current_answer__statement",
            "current_answer__pledge_text__title",
        )
