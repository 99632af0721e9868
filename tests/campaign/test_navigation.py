from campaign.navigation import navigation_links


def current(path: str) -> dict[str, str]:
    return {str(link.label): link.current for link in navigation_links(path) if link.current}


class TestNavigationLinks:
    def test_marks_the_page_itself(self):
        assert current("/mission/") == {"Mission": "page"}

    def test_marks_the_section_of_a_page_below_it(self):
        assert current("/tracker/ca/") == {"Tracker": "true"}
        assert current("/petitions/end-it/") == {"Petitions": "true"}

    def test_marks_only_the_closest_section(self):
        assert current("/newsletter/") == {}

    def test_marks_nothing_on_the_home_page(self):
        assert current("/") == {}
