"""The map, the box and the stencil draw what statistics counted, without asking the database."""

import re

import pytest
from django.template import Context, Template

from candidates.models import Cycle, Jurisdiction
from candidates.statistics import RecordFigures, Tally, record_figures
from tests.factories import RaceFactory, publish_answer, run, state

pytestmark = pytest.mark.django_db


def draw(tag: str, **context: object) -> str:
    text = Template(f"{{% load place_lookup %}}{{% {tag} %}}").render(Context(context))
    return " ".join(text.split())


@pytest.fixture
def figures() -> RecordFigures:
    """Two signers of three in Michigan, nobody of one in Guam, no campaign elsewhere."""
    for candidacy in (run(), run()):
        publish_answer(candidacy)
    run()
    return record_figures(
        run(race=RaceFactory.create(jurisdiction=state("GU"), delegate=True)).race.cycle
    )


class TestTileMap:
    def test_says_in_words_how_many_signed_of_how_many(self, figures, django_assert_num_queries):
        with django_assert_num_queries(0):
            drawn = draw("tile_map figures", figures=figures)
        assert drawn.count('<li class="tile-column-') == Jurisdiction.objects.count()
        assert "Michigan: 2 signed, out of 3 campaigns" in drawn
        assert "Guam: 0 signed, out of 1 campaign" in drawn
        assert "Ohio: no campaigns" in drawn
        assert drawn.count('"tile tile--signed" href') == 1
        assert re.findall(r"</span> ([\w ,]+: \d+)</li>", drawn) == [
            "Someone signed: 1",
            "No one signed, someone refused: 0",
            f"No answers: {Jurisdiction.objects.count() - 1}",
        ]

    def test_is_drawn_again_when_a_figure_changes(self, figures):
        publish_answer(run())
        after = record_figures(Cycle.objects.current())
        drawn = [draw("tile_map figures", figures=each) for each in (figures, after)]
        assert "Michigan: 2 signed, out of 3 campaigns" in drawn[0]
        assert "Michigan: 3 signed, out of 4 campaigns" in drawn[1]

    def test_has_no_style_attribute(self, figures):
        assert "style=" not in draw("tile_map figures", figures=figures)


class TestFindBox:
    def test_asks_no_database_and_sets_no_cookie(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            drawn = draw("find_box")
        assert 'method="post" action="/tracker/find/"' in drawn
        assert "csrf" not in drawn


class TestStencil:
    def test_draws_the_outline_of_a_state_for_eyes_only(self):
        drawn = draw("stencil place tally", place=state("MI"), tally=Tally(signed=1_234))
        assert '<svg class="stencil__outline"' in drawn
        assert 'aria-hidden="true"><path d="M' in drawn
        assert "1,234 </dd>" in drawn
        assert "placard--orange" in drawn

    def test_has_letters_for_a_territory(self):
        drawn = draw("stencil place tally", place=state("GU"), tally=Tally(pending=2))
        assert "<svg" not in drawn
        assert ">GU</span>" in drawn
        assert "placard--orange" not in drawn
