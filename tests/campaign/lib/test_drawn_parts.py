"""Test that parts of pages are drawn once for as long as they show the same."""

import pytest
from django.test import override_settings
from django.utils import translation

from campaign.lib import drawn_parts

NOTICE = "components/notice.html"


@pytest.fixture
def draws(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the headings of what is drawn, in order."""
    drawn: list[str] = []

    def render(name: str, context: dict[str, str]) -> str:
        drawn.append(context["heading"])
        return f"{name} {context['heading']}"

    monkeypatch.setattr(drawn_parts, "render_to_string", render)
    drawn_parts._drawn.cache_clear()
    yield drawn
    drawn_parts._drawn.cache_clear()


def draw(heading: str, shows: object = "") -> str:
    return drawn_parts.drawn_part(NOTICE, {"heading": heading}, shows=shows or heading)


class TestDrawnPart:
    def test_is_drawn_again_only_if_it_shows_something_else(self, draws):
        found = [draw(heading) for heading in ("Ada", "Ada", "Bea", "Ada")]
        assert found == [f"{NOTICE} {heading}" for heading in ("Ada", "Ada", "Bea", "Ada")]
        assert draws == ["Ada", "Bea"]

    def test_is_drawn_for_each_language(self, draws):
        draw("Ada")
        with translation.override("es"):
            draw("Ada")
        assert draws == ["Ada", "Ada"]

    def test_is_drawn_each_time_while_someone_edits_templates(self, draws):
        with override_settings(DEBUG=True):
            draw("Ada")
            draw("Ada")
        assert draws == ["Ada", "Ada"]

    def test_does_not_keep_what_it_was_drawn_from(self, draws):
        part = drawn_parts._Part(NOTICE, {"heading": "Ada"}, "Ada")
        drawn_parts._drawn(part)
        assert part._context is None
