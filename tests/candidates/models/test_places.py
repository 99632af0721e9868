from candidates.models import Jurisdiction
from candidates.models.places import senate_class_in


class TestJurisdiction:
    def test_elects_its_districts_or_one_member_at_large(self):
        iowa = Jurisdiction(code="IA", house_seats=4, delegates=0)
        guam = Jurisdiction(code="GU", house_seats=0, delegates=1)
        assert iowa.house_districts_in(2026) == ["01", "02", "03", "04"]
        assert guam.house_districts_in(2026) == ["00"]

    def test_of_puerto_rico_elects_with_the_president(self):
        puerto_rico = Jurisdiction(code="PR", house_seats=0, delegates=1)
        assert puerto_rico.house_districts_in(2026) == []
        assert puerto_rico.house_districts_in(2028) == ["00"]
        assert [puerto_rico.next_year_with_a_seat(year) for year in (2026, 2028)] == [2028, 2032]

    def test_elects_a_senator_of_the_class_that_is_up(self):
        assert [senate_class_in(year) for year in (2024, 2026, 2028, 2030)] == [1, 2, 3, 1]
        michigan = Jurisdiction(code="MI", senate_classes="12")
        assert [michigan.has_regular_senate_race_in(year) for year in (2026, 2028)] == [True, False]

    def test_takes_its_article_within_a_sentence(self):
        capital = Jurisdiction(code="DC", name="District of Columbia")
        assert capital.name_in_text == "the District of Columbia"
        assert Jurisdiction(code="MI", name="Michigan").name_in_text == "Michigan"
