"""What the invented campaigns answered and how their elections went, by the ledger's verbs."""

import datetime
from collections import defaultdict
from collections.abc import Callable
from random import Random
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User

from candidates import ledger
from candidates.demo.calls import write_calls
from candidates.demo.desk import DemoDesk
from candidates.demo.pages import drawn_page
from candidates.demo.words import WORDS
from candidates.models import (
    Answer,
    Candidacy,
    Correction,
    Evidence,
    PledgeText,
    Race,
    Stage,
    StageResult,
)

EASTERN = ZoneInfo("America/New_York")
# How the primaries of six signers went.
PRIMARIES = (
    ("IL", "won"),
    ("IL", "lost"),
    ("TX", "to_runoff"),
    ("TX", "lost"),
    ("NC", "lost"),
    ("GA", "lost"),
)
REFUSER_STATES = ("AL", "FL", "IN", "KY", "OH", "SC", "TN", "TX", "WY")
SOURCE = "https://elections.example/results"
FIRST_DAY = datetime.date(2026, 1, 12)

# Answers that are a signed page; the others are emails from the campaign's office.
SIGNATURES = {"signed", "signed_with_changes"}


class Story:
    """The demo's record: `tell()` writes it."""

    def __init__(
        self, candidacies: list[Candidacy], *, recorder: User, verifier: User, rng: Random
    ) -> None:
        self.by_state: dict[str, list[Candidacy]] = defaultdict(list)
        for candidacy in candidacies:
            self.by_state[candidacy.race.jurisdiction_id].append(candidacy)
        self.recorder, self.verifier, self.rng = recorder, verifier, rng
        write_pledge_texts()
        self.answered: set[int] = set()
        self.day = FIRST_DAY

    def tell(self) -> None:
        """Write every answer, result, contact and correction, in the order of their days."""
        signers = [
            self.sign_in(code)
            for code, count in WORDS["signers_by_state"].items()
            for _ in range(count)
        ]
        for code in REFUSER_STATES:
            self.answer(self.somebody_in(code), "refused")
        self.answer(self.somebody_in("NV"), "signed_with_changes")
        self.rescind_and_sign_again(signers[0])
        self.retract_an_error()
        self.hold_primaries(signers)
        self.declare_a_primary_void()
        self.end_candidacies_early()
        everyone = [row for rows in self.by_state.values() for row in rows]
        silent = [row for row in everyone if row.pk not in self.answered]
        write_calls(everyone, silent, by=self.recorder, rng=self.rng)
        self.receive_corrections(signers)
        refuser = next(row for row in everyone if row.answer_kind == "refused")
        desk = DemoDesk(by=self.recorder, rng=self.rng, now=self.moment())
        desk.write([row for row in silent if not row.wants_no_contact], refuser)

    # Answers

    def somebody_in(self, code: str, suits: Callable[[Candidacy], bool] = bool) -> Candidacy:
        """Return a campaign of the state that hasn't answered yet and that `suits`."""
        candidacy = self.rng.choice(
            [row for row in self.by_state[code] if row.pk not in self.answered and suits(row)]
        )
        self.answered.add(candidacy.pk)
        return candidacy

    def sign_in(self, code: str) -> Candidacy:
        def can_sign(candidacy: Candidacy) -> bool:
            # One signer a race, so that the signers of a state spread over its districts, and
            # with a rival in the party where a primary is held.
            field = [row for row in self.by_state[code] if row.race_id == candidacy.race_id]
            rivals = [row for row in field if row.party_code == candidacy.party_code]
            return (
                candidacy.party_code != "REP"
                and (len(rivals) > 1 or code not in dict(PRIMARIES))
                and not any(row.pk in self.answered for row in field)
            )

        candidacy = self.somebody_in(code, can_sign)
        self.answer(candidacy, "signed")
        return candidacy

    def answer(self, candidacy: Candidacy, kind: str) -> Answer:
        """Record, verify and publish an answer, a few days after the last one."""
        self.day += datetime.timedelta(days=self.rng.choice((1, 1, 2, 3)))
        answer = self.draft(candidacy, kind)
        if answer.is_refusal:
            ledger.notices.note_older(answer)
        ledger.answers.publish(answer, now=self.moment(hours=20))
        candidacy.refresh_from_db()
        return answer

    def draft(
        self, candidacy: Candidacy, kind: str, *, recorded_at: datetime.datetime | None = None
    ) -> Answer:
        """Record and verify an answer of the story's current day."""
        signed = kind in SIGNATURES
        answer = Answer(
            candidacy=candidacy,
            pledge_text=self.text_of(self.day),
            kind=kind,
            answered_on=self.day,
            signer_name=candidacy.person.full_name if signed else "the campaign’s press office",
            signer_role="candidate" if signed else "",
            statement=self.statement(kind),
            recorded_by=self.recorder,
            recorded_at=recorded_at or self.moment(),
        )
        url = f"{candidacy.campaign_url}pledge"
        evidence = Evidence(
            kind=Evidence.Kind.SIGNED_DOCUMENT if signed else Evidence.Kind.EMAIL,
            url=url,
            archived_url=f"https://archive.example/{self.day:%Y%m%d}/{url}",
            captured_at=self.moment(),
            publisher=f"Campaign of {candidacy.person.full_name}",
        )
        ledger.answers.record(answer, evidence, file=drawn_page(answer))
        if signed and answer.pk % 3:
            self.prove(answer)
        ledger.answers.verify(answer, by=self.verifier)
        return answer

    def prove(self, answer: Answer) -> None:
        """Let an answer come by a link to a published address, and let two of us call too."""
        site, moment = answer.candidacy.campaign_url, self.moment(hours=2)
        address = f"campaign{answer.candidacy_id}@mail.example"
        ledger.proofs.add_link_proof(
            answer, address=address, source_url=f"{site}contact", by=None, now=moment
        )
        if answer.pk % 2:
            call = ledger.proofs.add_call(
                answer,
                number="202-555-0100",
                source_url=f"{site}contact",
                note="",
                by=self.recorder,
                now=moment,
            )
            ledger.proofs.second_call(call, note="", by=self.verifier, now=moment)

    def statement(self, kind: str) -> str:
        if kind == "signed_with_changes":
            return str(WORDS["changed_words"])
        return self.rng.choice(WORDS["statements"]) if kind == "signed" else ""

    def text_of(self, day: datetime.date) -> PledgeText:
        in_use = PledgeText.objects.in_use_on(day)
        if in_use is None:
            raise ValueError(f"No pledge text is in use on {day}.")
        return in_use

    def moment(self, *, hours: int = 0) -> datetime.datetime:
        """Return noon, Eastern time, on the story's current day, or some hours later."""
        noon = datetime.datetime.combine(self.day, datetime.time(12), EASTERN)
        return noon + datetime.timedelta(hours=hours)

    def rescind_and_sign_again(self, candidacy: Candidacy) -> None:
        self.answer(candidacy, "rescinded")
        self.answer(candidacy, "signed")

    def retract_an_error(self) -> None:
        answer = self.answer(self.somebody_in("MO"), "signed")
        ledger.answers.retract(answer, reason=WORDS["retraction_reason"], now=self.moment(hours=48))

    # Elections

    def hold_primaries(self, signers: list[Candidacy]) -> None:
        """One signer wins a primary, four lose theirs, one goes on to a runoff."""
        for code, outcome in PRIMARIES:
            candidacy = next(
                row
                for row in signers
                if row.race.jurisdiction_id == code and not row.stage_results.exists()
            )
            self.hold_primary(candidacy, outcome)

    def hold_primary(self, candidacy: Candidacy, outcome: str) -> None:
        field = list(Candidacy.objects.filter(race=candidacy.race, party_code=candidacy.party_code))
        rivals = [row for row in field if row.pk != candidacy.pk]
        won_by_another = "won" if outcome == "lost" else outcome
        outcomes = {candidacy: StageResult.Outcome(outcome)}
        for position, rival in enumerate(rivals):
            first = position == 0 and outcome != "won"
            outcomes[rival] = StageResult.Outcome(won_by_another if first else "lost")
        primary = candidacy.race.stages.chronological()[0]
        self.day = max(self.day, primary.held_on)
        ledger.stages.record_results(
            primary, outcomes, source_url=SOURCE, by=self.recorder, now=self.moment(hours=12)
        )

    def declare_a_primary_void(self) -> None:
        race = Race.objects.get(
            cycle=self.by_state["AL"][0].race.cycle, jurisdiction="AL", district="03"
        )
        primary = race.stages.get(kind=Stage.Kind.PRIMARY)
        first, second = [row for row in self.by_state["AL"] if row.race_id == race.pk][:2]
        ledger.stages.record_results(
            primary,
            {first: StageResult.Outcome.WON, second: StageResult.Outcome.WON},
            source_url=SOURCE,
            by=self.recorder,
            now=self.moment(),
        )
        ledger.stages.declare_void(
            primary, source_url="https://court.example/order", now=self.moment(hours=5)
        )
        ledger.stages.hold_again(
            primary,
            on=datetime.date(2026, 8, 11),
            source_url="https://court.example/order",
            now=self.moment(hours=5),
        )

    # Candidacies that no election ended

    def end_candidacies_early(self) -> None:
        notice = "https://elections.example/notice"
        died_on = datetime.date(2026, 4, 2)
        late = self.somebody_in("OH")
        late.person.died_on, late.person.died_source_url = died_on, notice
        late.person.save()
        ledger.runs.set_ballot_status(
            late, Candidacy.BallotStatus.DIED, on=died_on, source_url=notice, now=self.moment()
        )
        ledger.runs.set_ballot_status(
            self.somebody_in("VA"),
            Candidacy.BallotStatus.WITHDRAWN,
            on=datetime.date(2026, 3, 20),
            source_url=notice,
            now=self.moment(),
        )
        leaver = self.somebody_in("MI", lambda row: row.race.chamber == Race.Chamber.HOUSE)
        senate = Race.objects.get(
            cycle=leaver.race.cycle, jurisdiction="MI", chamber=Race.Chamber.SENATE
        )
        ledger.runs.switch_race(
            leaver, senate, on=datetime.date(2026, 2, 10), source_url=notice, now=self.moment()
        )

    # Corrections

    def receive_corrections(self, signers: list[Candidacy]) -> None:
        for candidacy, decision in zip(signers, ("accepted", "rejected", "", ""), strict=False):
            correction = Correction.objects.create(
                candidacy=candidacy,
                field="campaign_url",
                claimed_value=f"{candidacy.campaign_url}home",
                reason="The campaign moved its website.",
                source_url=candidacy.campaign_url,
                received_at=self.moment(),
            )
            if decision:
                ledger.corrections.decide(
                    correction,
                    Correction.Decision(decision),
                    by=self.verifier,
                    now=self.moment(hours=3),
                )


def write_pledge_texts() -> None:
    for number, version in enumerate(WORDS["pledge_versions"], start=1):
        PledgeText.objects.create(
            version=number,
            title=WORDS["pledge_title"],
            body="\n\n".join(WORDS["pledge_paragraphs"][: version["paragraphs"]]),
            effective_on=version["effective_on"],
        )
