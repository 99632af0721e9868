import pytest
from django.core.exceptions import ValidationError

from campaign.content import models
from campaign.content.admin.article_forms import WithdrawalForm
from campaign.named_figures import (
    MEANINGS,
    FigureValues,
    fill,
    fill_now,
    no_figures_here,
    only_known_figures,
)
from candidates.current_record import CurrentRecord
from candidates.models import Cycle
from candidates.statistics import record_figures
from tests.factories import CycleFactory, publish_answer, run
from tests.pledges.people import a_paper_batch, a_petition, signatures


class TestFill:
    def test_puts_in_what_is_named(self):
        assert fill("{signed} of { tracked }.", {"signed": "42", "tracked": "1,922"}) == (
            "42 of 1,922."
        )

    def test_leaves_an_unknown_name_alone(self):
        assert fill("{nobody}", {"signed": "1"}) == "{nobody}"


@pytest.mark.django_db
class TestFigureValues:
    def test_has_every_figure_as_the_statistics_have_it(self):
        publish_answer(run())
        run()
        cycle = Cycle.objects.current()
        figures = record_figures(cycle)
        values = FigureValues(CurrentRecord(cycle))
        assert values.keys() == MEANINGS.keys()
        assert values["signed"] == str(figures.signed) == "1"
        assert values["pending"] == str(figures.pending) == "1"
        assert values["states"] == str(figures.states) == "1"
        assert values["active"] == "1"

    def test_counts_signatures_on_paper_too(self):
        petition = a_petition()
        signatures(petition, 2)
        a_paper_batch(petition, 1200)
        values = FigureValues(CurrentRecord(None))
        assert (values["signatures"], values["petitions"]) == ("1,202", "1")

    @pytest.mark.parametrize(
        ("text", "queries"),
        [("{cycle}", 0), ("{signed} {refused}", 1), ("{signatures} {petitions}", 1),
         ("{signed} {signatures}", 2)],
    )  # fmt: skip
    def test_counts_only_what_a_text_names_and_that_once(
        self, django_assert_num_queries, text, queries
    ):
        values = FigureValues(CurrentRecord(CycleFactory.create()))
        with django_assert_num_queries(queries):
            fill(text, values)
            fill(text, values)

    def test_writes_a_year_without_a_comma(self):
        assert FigureValues(CurrentRecord(CycleFactory.create()))["cycle"] == "2026"

    def test_is_zero_without_a_cycle(self):
        assert FigureValues(CurrentRecord(None))["signed"] == "0"

    def test_asks_nothing_for_a_text_that_names_none(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert fill_now("Nothing to count.") == "Nothing to count."


class TestOnlyKnownFigures:
    @pytest.mark.parametrize("text", ["", "{signed} and {states}", "{ cycle }"])
    def test_accepts_what_is_counted(self, text):
        only_known_figures(text)

    @pytest.mark.parametrize(
        ("text", "code"),
        [("{signd}", "unknown_figure"), ("{}", "unknown_figure"), ("{signed", "unpaired_brace"),
         ("a } b", "unpaired_brace"), ("{{signed}}", "unpaired_brace")],
    )  # fmt: skip
    def test_refuses_the_rest(self, text, code):
        with pytest.raises(ValidationError) as refusal:
            only_known_figures(text)
        assert refusal.value.code == code


class TestNoFiguresHere:
    def test_accepts_words(self):
        no_figures_here("42% of those asked, “1 (one)” [sic]")

    @pytest.mark.parametrize("text", ["{signed} people", "{nobody}", "a { b", "}"])
    def test_refuses_braces(self, text):
        with pytest.raises(ValidationError, match="Remove the braces") as refusal:
            no_figures_here(text)
        assert refusal.value.code == "figure_not_filled"

    @pytest.mark.parametrize(
        ("model", "fields"),
        [
            (models.Article, ["title", "summary", "author"]),
            (models.ArticleSource, ["title", "publisher"]),
            (models.NextStep, ["words"]),
            (models.Organization, ["name"]),
            (models.PollFigure, ["finding", "asked", "pollster"]),
            (models.Profile, ["name", "legal_footer"]),
            (models.Quotation, ["text", "speaker", "source", "said"]),
            (models.SocialLink, ["name"]),
        ],
    )
    def test_guards_what_is_shown_as_it_is_written(self, db, model, fields):
        with pytest.raises(ValidationError) as refusal:
            model(**dict.fromkeys(fields, "{signed}")).clean_fields()
        codes = {name: errors[0].code for name, errors in refusal.value.error_dict.items()}
        for name in fields:
            assert codes[name] == "figure_not_filled"

    def test_guards_the_reason_of_a_withdrawal(self):
        form = WithdrawalForm({"reason": "Only {signed} signed."})
        assert form.has_error("reason", "figure_not_filled")
