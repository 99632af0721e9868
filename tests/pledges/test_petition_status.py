import datetime

import pytest

from pledges.models import Petition
from pledges.petition_status import HEADINGS, status_of

NOW = datetime.datetime(2026, 9, 1, 16, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
State = Petition.State


class TestPetitionStatus:
    def test_says_since_when_and_why_nobody_can_sign(self):
        petition = Petition(state=State.WON, state_since=NOW, state_note="Seven to two.")
        status = status_of(petition, NOW + DAY)
        assert (status.since, status.note, str(status.label)) == (NOW, "Seven to two.", "Won")
        assert status.is_won
        assert status.has_ended
        assert not status.is_open

    def test_of_an_open_petition_changes_with_its_time(self):
        petition = Petition(state=State.OPEN, state_since=NOW - DAY, closes_at=NOW)
        before, after = (status_of(petition, at) for at in (NOW - DAY, NOW))
        assert (before.is_open, before.closes_at) == (True, NOW)
        assert (after.state, after.since, after.closes_at) == (State.CLOSED, NOW, None)

    @pytest.mark.parametrize("state", sorted(set(State) - {State.DRAFT, State.OPEN}))
    def test_has_words_for_every_state_in_which_nobody_can_sign(self, state):
        assert all(HEADINGS[State(state)])
