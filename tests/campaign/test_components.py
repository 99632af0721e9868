"""Each component, drawn from the variables that its template part says it takes."""

import datetime
from pathlib import Path
from types import SimpleNamespace as Row
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.html import escape

from candidates.models.choices import Outcome
from pledges.statistics import PetitionFigures

DAY = datetime.date(2026, 8, 1)
SOURCE = Row(
    publisher="Springfield Register",
    on=DAY,
    url="https://example.org/a",
    archived_url="https://example.org/archived",
)


def draw(name: str, request: HttpRequest | None = None, **context: Any) -> str:
    """Return the component's markup, every run of white space as one blank."""
    return " ".join(render_to_string(f"components/{name}.html", context, request).split())


class TestStatusBadge:
    @pytest.mark.parametrize("status", ["signed", "refused", "pending"])
    def test_has_icon_and_words_and_shape(self, status):
        badge = draw("status_badge", code=status, label="In words", day="")
        assert f'class="badge badge--{status}"' in badge
        assert f'<use href="#icon-{status}"/>' in badge
        assert "In words" in badge
        assert "badge__date" not in badge
        assert f'id="icon-{status}"' in draw("icons")

    def test_has_the_day_of_an_answer(self):
        badge = draw("status_badge", code="signed", label="Signed", day="Aug. 1, 2026")
        assert '<span class="badge__date">Aug. 1, 2026</span>' in badge


class TestOutcomeBadge:
    @pytest.mark.parametrize("outcome", Outcome)
    def test_has_icon_and_words(self, outcome):
        badge = draw("outcome_badge", code=outcome.value, label=outcome.label)
        assert f"badge--{outcome.value}" in badge
        assert escape(str(outcome.label)) in badge
        assert f'.svg#{outcome.value}"' in badge
        icons = Path(settings.BASE_DIR, "static/img/icons.svg").read_text(encoding="utf-8")
        assert f'id="{outcome.value}"' in icons


class TestCountsStrip:
    FIGURES = Row(signed=1234, refused=9, no_answer=4267, states=1, districts_and_territories=0)

    def test_names_each_figure(self):
        strip = draw("counts_strip", figures=self.FIGURES)
        assert "1,234" in strip
        assert "State with a signer" in strip
        assert "territories" not in strip
        assert "with changes" not in strip

    def test_counts_who_signed_with_changes_on_a_sign_of_its_own(self):
        figures = Row(**{**vars(self.FIGURES), "signed_with_changes": 3})
        assert "Signed with changes" in draw("counts_strip", figures=figures)

    def test_counts_districts_and_territories_apart(self):
        figures = Row(**{**vars(self.FIGURES), "districts_and_territories": 2})
        assert "DC and territories" in draw("counts_strip", figures=figures)


class TestDataTable:
    COLUMNS = (
        Row(label="Name", sort_url="?sort=name", direction="ascending"),
        Row(label="Signatures", is_number=True),
    )

    def test_keeps_its_roles_and_says_how_it_is_sorted(self):
        table = draw(
            "data_table",
            caption="Campaigns",
            columns=self.COLUMNS,
            rows=[Row(heading="Nobody")],
            row_template="components/notice.html",
        )
        assert '<table class="data-table" role="table">' in table
        assert ">Campaigns</caption>" in table
        assert 'role="columnheader" aria-sort="ascending"' in table
        assert 'href="?sort=name"' in table
        assert 'class="data-table__number"' in table

    def test_gives_each_row_to_its_partial(self):
        table = draw("data_table", columns=[], rows="ab", row_template="tests/row.html")
        assert table.count('<tr role="row">') == 3

    @pytest.fixture(autouse=True)
    def row_partial(self, settings):
        template = '<tr role="row"><td role="cell">{{ row }}</td></tr>'
        loaders = [
            ("django.template.loaders.locmem.Loader", {"tests/row.html": template}),
            "django.template.loaders.filesystem.Loader",
            "django.template.loaders.app_directories.Loader",
        ]
        [engine] = settings.TEMPLATES
        options = {**engine["OPTIONS"], "loaders": loaders}
        settings.TEMPLATES = [{**engine, "APP_DIRS": False, "OPTIONS": options}]


class TestPagination:
    def pages(self, rf: RequestFactory, number: int) -> str:
        page = Paginator(range(500), 50).page(number)
        return draw("pagination", rf.get("/tracker/"), page=page, filters="?state=CA")

    def test_marks_the_page_and_keeps_the_filters(self, rf):
        pages = self.pages(rf, 5)
        assert 'href="?state=CA&amp;page=5" aria-current="page"' in pages
        assert 'rel="prev" href="?state=CA&amp;page=4"' in pages
        assert 'rel="next" href="?state=CA&amp;page=6"' in pages

    def test_has_no_way_back_from_the_first_page(self, rf):
        assert "Previous" not in self.pages(rf, 1)
        assert "Next" not in self.pages(rf, 10)

    def test_draws_nothing_for_a_single_page(self, rf):
        page = Paginator(range(50), 50).page(1)
        assert draw("pagination", rf.get("/"), page=page) == ""


class AskForm(forms.Form):
    name = forms.CharField(help_text="As it should be <shown>.")
    shown = forms.BooleanField(label="Show my name", required=False)
    channel = forms.ChoiceField(widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])

    def clean(self) -> None:
        raise forms.ValidationError("Not like this.", code="whole")


class TestField:
    def field(self, name: str, data: dict[str, str] | None = None) -> str:
        return " ".join(AskForm(data)[name].as_field_group().split())

    def test_ties_label_help_and_control_together(self):
        field = self.field("name")
        assert '<label class="field__label" for="id_name">Name' in field
        assert (
            '<p class="field__help" id="id_name_helptext">As it should be &lt;shown&gt;.' in field
        )
        assert 'aria-describedby="id_name_helptext"' in field
        assert "(required)" in field
        # On a phone, what is above the box may be scrolled away.
        assert field.index("<input") < field.index("field__help")

    def test_puts_the_error_at_the_control(self):
        field = self.field("name", {})
        assert "field--wrong" in field
        assert 'id="id_name_error"' in field
        assert 'aria-describedby="id_name_helptext id_name_error"' in field
        assert 'aria-invalid="true"' in field

    def test_puts_the_label_of_a_checkbox_behind_it(self):
        field = self.field("shown")
        assert field.index('type="checkbox"') < field.index("Show my name")
        assert "(required)" not in field

    def test_groups_choices_under_a_legend(self):
        field = self.field("channel")
        assert "<fieldset" in field
        assert "<legend>Channel" in field


class TestErrorSummary:
    def test_repeats_each_message_and_leads_to_its_field(self):
        summary = draw("error_summary", form=AskForm({}))
        assert "There’s a problem" in summary
        assert "<li>Not like this.</li>" in summary
        assert '<a href="#id_name">Fill this in.</a>' in summary
        assert '<a href="#id_channel_0">Choose one.</a>' in summary
        assert 'tabindex="-1" autofocus' in summary

    def test_draws_nothing_without_errors(self):
        assert draw("error_summary", form=AskForm()) == ""


class TestFilterForm:
    def test_asks_by_get_and_offers_the_whole_list(self):
        form = draw(
            "filter_form",
            form=AskForm(),
            action="/tracker/",
            label="Filter the list",
            submit="Show",
            filters_on=2,
        )
        assert 'method="get" action="/tracker/" role="search" aria-label="Filter the list"' in form
        assert 'name="name"' in form
        assert "<summary>Search and filter: 2 on</summary>" in form


class TestFound:
    def test_announces_the_sentence_and_links_the_list_without_each_filter(self):
        filters = [("Ohio", "/?x=1"), ("House", "/?x=2")]
        found = draw("found", sentence="2 campaigns", active_filters=filters, reset_url="/")
        assert '<p class="found__sentence" role="status">2 campaigns</p>' in found
        assert 'href="/?x=1#found">Ohio' in found
        assert 'href="/#found">Clear all 2</a>' in found

    def test_draws_no_list_of_filters_while_none_is_on(self):
        assert "<ul" not in draw("found", sentence="Nothing")


class TestDownloads:
    def test_links_the_rows_as_files(self):
        files = draw("downloads", count=1200, csv_url="/a.csv?x=1", json_url="/a.json?x=1")
        assert "Download these 1,200 rows:" in files
        assert 'href="/a.csv?x=1">CSV</a>' in files
        assert 'href="/a.json?x=1">JSON</a>' in files


class TestNotice:
    def test_says_what_is_and_where_to_go(self):
        notice = draw("notice", heading="Nobody", text="So far.", link_url="/", link_text="All")
        assert "Nobody</h2>" in notice
        assert "<p>So far.</p>" in notice
        assert '<a href="/">All</a>' in notice

    def test_leaves_out_what_it_was_not_given(self):
        assert "<p>" not in draw("notice", heading="Nobody")


class TestSourceLine:
    def test_names_publisher_day_and_copy(self):
        line = draw("source_line", **vars(SOURCE))
        assert '<a href="https://example.org/a" rel="noopener">Springfield Register</a>' in line
        assert "Aug. 1, 2026" in line
        assert "archived copy" in line

    def test_needs_a_publisher_only(self):
        assert draw("source_line", publisher="A letter") == (
            '<p class="source-line">Source: A letter</p>'
        )


class TestPetitionProgress:
    def test_says_in_words_what_the_bar_shows(self):
        figures = PetitionFigures(online=1200, on_paper=34, goal=2500, by_place=[])
        bar = draw("petition_progress", petition=Row(pk=7), figures=figures, status=Row())
        assert "1,234</strong> have signed. 1,266 more to reach 2,500.</p>" in bar
        assert 'value="1234" max="2500" aria-labelledby="progress-7"' in bar
        assert '<p class="progress__words" id="progress-7">' in bar


class TestTimeline:
    def test_tells_each_entry_with_its_day_and_source(self):
        entries = [Row(on=DAY, what="Signed", detail="On paper.", url="/a/", source=SOURCE)]
        timeline = draw("timeline", entries=entries)
        assert 'datetime="2026-08-01">Aug. 1, 2026</time>' in timeline
        assert '<a href="/a/">Signed</a>' in timeline
        assert "<p>On paper.</p>" in timeline
        assert "Springfield Register" in timeline


class TestButtonLink:
    def test_can_be_the_second_best_thing_to_do(self):
        assert draw("button_link", url="/", words="Back", is_plain=True) == (
            '<a class="button button--plain" href="/">Back</a>'
        )
