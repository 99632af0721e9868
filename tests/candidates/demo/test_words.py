from candidates.demo.words import FIRST_NAMES, SURNAMES


class TestNames:
    def test_are_enough_for_a_whole_country_and_none_stands_twice(self):
        assert len(set(FIRST_NAMES)) == len(FIRST_NAMES)
        assert len(set(SURNAMES)) == len(SURNAMES)
        assert len(FIRST_NAMES) * len(SURNAMES) > 6 * 475
