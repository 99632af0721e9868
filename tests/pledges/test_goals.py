import pytest

from pledges.goals import goal_above, goal_shown, steps_reached


class TestLadder:
    @pytest.mark.parametrize(
        ("signatures", "goal"),
        [
            (0, 10),
            (9, 10),
            (10, 25),
            (39, 50),
            (50, 100),
            (100, 250),
            (999, 1000),
            (100_000, 250_000),
        ],
    )
    def test_has_the_lowest_step_above_the_count(self, signatures, goal):
        assert goal_above(signatures) == goal

    def test_names_the_steps_that_were_reached(self):
        assert steps_reached(9) == []
        assert steps_reached(50) == [10, 25, 50]
        assert steps_reached(5_000)[-4:] == [500, 1_000, 2_500, 5_000]


class TestGoalShown:
    def test_is_above_the_count(self):
        assert goal_shown(50, 50, is_pinned=False) == 100

    def test_never_falls_by_itself(self):
        assert goal_shown(100, 3, is_pinned=False) == 100

    def test_stays_where_it_was_pinned(self):
        assert goal_shown(40, 50, is_pinned=True) == 40
