import datetime
from typing import Any

import pytest

from candidates.call_words import Kind
from candidates.calls_to_action import (
    KIND_AFTER_ANSWER,
    CallToAction,
    Stance,
    call_to_action_for,
    kinds_among,
)
from candidates.coverage import Asked
from candidates.derivation import STATUS_OF_KIND, Phase
from candidates.models import Answer, Candidacy, Cycle, Person, PledgeText, Race
from candidates.models.choices import UNDER_REVIEW, Outcome
from candidates.statistics import CampaignGroup

DAY, AFTER = datetime.date(2026, 11, 3), datetime.date(2026, 11, 4)
RUNOFF = datetime.date(2026, 12, 1)
NOW = datetime.datetime(2027, 2, 1, tzinfo=datetime.UTC)
SIGNED_TEXT, TEXT = PledgeText(version=1, title="First"), PledgeText(version=2, title="Second")
GONE = ["withdrew", "disqualified", "died"]
LOST = ["lost_primary", "lost_general"]
OPEN = ["active", "won_primary"]
ANSWERS = [kind for kind in STATUS_OF_KIND if kind != UNDER_REVIEW]


def campaign(answer: str = "", outcome: str = "active", **attributes: Any) -> Candidacy:
    """Return an unsaved candidacy: nothing about it can be asked of a database."""
    return Candidacy(
        person=Person(full_name="Ada Quartz"),
        race=Race(cycle=Cycle(year=2026, general_election_on=DAY), election_on=DAY),
        current_answer=Answer(kind=answer, pledge_text=SIGNED_TEXT) if answer else None,
        status=STATUS_OF_KIND[answer],
        outcome=outcome,
        **attributes,
    )


def call_to_action(
    candidacy: Candidacy, day: datetime.date = DAY, text: PledgeText | None = TEXT
) -> CallToAction | None:
    return call_to_action_for(candidacy, day, asked=Asked(0, None), text_in_use=text)


def kind(candidacy: Candidacy, day: datetime.date = DAY) -> Kind | None:
    found = call_to_action(candidacy, day)
    return found.kind if found else None


class TestCallToActionFor:
    @pytest.mark.parametrize("outcome", OPEN)
    def test_thanks_a_signer_and_never_presses_one_before_the_election(self, outcome):
        assert kind(campaign("signed", outcome)) == Kind.THANK

    @pytest.mark.parametrize("outcome", OPEN)
    @pytest.mark.parametrize(
        ("answer", "asked_for"),
        [
            ("", Kind.ASK),
            ("signed_with_changes", Kind.ASK_AS_WRITTEN),
            ("refused", Kind.ASK_TO_RECONSIDER),
            ("rescinded", Kind.ASK_TO_RETURN),
        ],
    )
    def test_asks_everybody_else_by_what_they_answered(self, answer, asked_for, outcome):
        assert kind(campaign(answer, outcome)) == asked_for

    def test_holds_an_elected_signer_to_it_and_asks_other_winners_to_commit(self):
        for day in (DAY, AFTER):
            assert kind(campaign("signed", "elected"), day) == Kind.HOLD
            for answer in KIND_AFTER_ANSWER:
                assert kind(campaign(answer, "elected"), day) == Kind.COMMIT

    @pytest.mark.parametrize("answer", ANSWERS)
    def test_calls_nobody_whose_result_is_not_recorded_yet(self, answer):
        for outcome in OPEN:
            assert kind(campaign(answer, outcome), AFTER) is None

    @pytest.mark.parametrize("answer", ANSWERS)
    def test_goes_on_where_a_runoff_decides(self, answer):
        in_runoff = campaign(answer, runoff_on=RUNOFF)
        assert kind(in_runoff, RUNOFF) == kind(campaign(answer), DAY) is not None
        assert kind(in_runoff, RUNOFF + datetime.timedelta(days=1)) is None

    def test_asks_nothing_while_we_check_the_answer(self):
        for outcome in (*OPEN, "elected"):
            assert kind(campaign(review="dispute", outcome=outcome)) is None

    def test_goes_by_the_pinned_day(self):
        candidacy = campaign()
        candidacy.race.cycle.pinned_on = DAY
        assert kind(candidacy, AFTER) == Kind.ASK

    @pytest.mark.parametrize("answer", ANSWERS)
    def test_calls_nobody_who_lost_or_left(self, answer):
        for outcome in (*LOST, *GONE):
            for day in (DAY, AFTER):
                assert kind(campaign(answer, outcome), day) is None

    @pytest.mark.parametrize("answer", ANSWERS)
    def test_is_over_where_nobody_can_hear_it(self, answer):
        """Everyone here is elected, whom every other rule would press or thank."""
        dead = campaign(answer, "elected")
        dead.person.died_on = DAY
        archived = campaign(answer, "elected")
        archived.race.cycle.archived_at = NOW
        cancelled = campaign(answer, "elected")
        cancelled.race.replaced_by = Race()
        duplicate = campaign(answer, "elected", duplicate_of_id=1)
        for candidacy in (dead, archived, cancelled, duplicate):
            assert kind(candidacy, AFTER) is None
        assert kind(campaign(answer, "elected"), AFTER)

    def test_covers_every_outcome(self):
        assert {*GONE, *LOST, *OPEN, "elected"} == {*Outcome.values}

    def test_speaks_of_the_text_that_was_signed_and_else_of_the_one_in_use(self):
        assert call_to_action(campaign("signed")).text is SIGNED_TEXT
        assert call_to_action(campaign("refused")).text is TEXT
        assert call_to_action(campaign("signed"), text=None).text is SIGNED_TEXT

    def test_asks_for_nothing_while_no_text_is_in_use(self):
        assert call_to_action(campaign(), text=None) is None


class TestCallToAction:
    @pytest.mark.parametrize("each", Kind)
    def test_names_whom_and_what_it_is_about(self, each):
        shown = CallToAction(each, campaign(), TEXT, Asked(0, None))
        assert "Ada Quartz" in shown.heading
        assert "“Second" in shown.subject
        assert "Ada Quartz" in shown.purpose
        assert "“Second" in shown.purpose
        assert "“Second" in shown.question
        assert len(shown.replies) == 2

    @pytest.mark.parametrize(
        ("published", "dialled"),
        [
            ("(202) 555-0100", "tel:2025550100"),
            ("+1 202.555.0100", "tel:+12025550100"),
            ("202-555-0100 ext. 4", "tel:2025550100"),
            ("202-555-0100, 4", "tel:2025550100"),
            ("1-800-SIGN-NOW", ""),
            ("", ""),
        ],
    )
    def test_dials_a_number_without_its_extension(self, published, dialled):
        candidacy = campaign(published_phone=published)
        assert CallToAction(Kind.ASK, candidacy, TEXT, Asked(0, None)).phone_url == dialled


class TestKindsAmong:
    CYCLE = Cycle(year=2026, general_election_on=DAY)

    def test_says_what_is_left_to_do_on_a_day(self):
        stances = [Stance.of(row) for row in (campaign(), campaign("signed", "elected"))]
        groups = [CampaignGroup(*stance, Phase.CAMPAIGNING) for stance in stances]
        gone = CampaignGroup(
            *Stance.of(campaign("", "elected")), Phase.AFTERWARDS, is_present=False
        )
        assert kinds_among([*groups, gone], self.CYCLE, DAY) == {Kind.ASK, Kind.HOLD}
        here = [*groups, gone._replace(is_present=True)]
        assert kinds_among(here, self.CYCLE, AFTER) == {Kind.HOLD, Kind.COMMIT}
        archived = Cycle(year=2026, general_election_on=DAY, archived_at=NOW)
        assert kinds_among(here, archived, DAY) == kinds_among(here, None, DAY) == set()
