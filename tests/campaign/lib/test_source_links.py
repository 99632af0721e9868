import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from campaign.content import demo
from campaign.content.models import ArticleSource, PollFigure, Quotation
from campaign.lib.source_links import check_source, check_sources
from pledges.demo import TEXTS
from pledges.models import Petition

HOME_PAGES = ["https://poll.example", "https://poll.example/", "https://poll.example//#top"]
PAGES = ["https://poll.example/2026/ice/", "https://poll.example/?release=7"]


def is_refused(check: Callable[[str], None], value: str) -> bool:
    try:
        check(value)
    except ValidationError as error:
        return "Link to the exact page that shows this" in error.messages[0]
    return False


class TestCheckSource:
    def test_refuses_a_home_page_and_takes_any_page(self):
        assert [is_refused(check_source, url) for url in HOME_PAGES] == [True] * 3
        assert [is_refused(check_source, url) for url in PAGES] == [False] * 2

    @pytest.mark.parametrize(
        ("model", "name"),
        [(PollFigure, "source_url"), (Quotation, "source_url"), (ArticleSource, "url")],
    )
    def test_is_asked_when_a_poll_a_quotation_or_a_source_is_saved(self, model, name):
        field = model._meta.get_field(name)
        assert is_refused(lambda url: field.run_validators(url), HOME_PAGES[1])


class TestCheckSources:
    def test_refuses_a_home_page_among_the_links_of_a_list(self):
        listed = "- [A poll]({}), [its method](/method/) and [us](mailto:we@ours.example)"
        assert is_refused(check_sources, listed.format(HOME_PAGES[0]))
        assert not is_refused(check_sources, listed.format(PAGES[0]))
        field = Petition._meta.get_field("sources")
        assert check_sources in field.validators


class TestTheDemo:
    def test_links_the_page_that_shows_each_figure(self):
        texts = Path(demo.__file__).with_name("texts").glob("*.toml")
        listed = "".join(path.read_text(encoding="utf-8") for path in texts)
        urls = re.findall(r'^(?:source_)?url = "([^"]+)"', listed, re.MULTILINE)
        assert len(urls) > 10
        assert [url for url in urls if is_refused(check_source, url)] == []
        check_sources(TEXTS["sources"])
