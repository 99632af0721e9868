import datetime

from django.template import Context, RequestContext, Template
from django.utils.safestring import mark_safe

from pledges.models import Petition
from pledges.statistics import PetitionFigures
from pledges.templatetags.petitions import (
    in_lead_and_rest,
    progress_cells,
    signature_cells,
    signatures_a_cell,
)

CLOSED = datetime.datetime(2026, 5, 4, tzinfo=datetime.UTC)


class TestPetitionStatus:
    def test_is_that_of_the_moment_also_where_there_is_no_request(self, rf):
        text = "{% load petitions %}{% petition_status petition as status %}{{ status.label }}"
        values = {"petition": Petition(state="open", state_since=CLOSED, closes_at=CLOSED)}
        for context in (Context(values), RequestContext(rf.get("/"), values)):
            assert Template(text).render(context) == "Closed"


class TestProgressCells:
    def test_are_people_up_to_fifty_and_shares_above(self):
        for total, goal, filled, missing in ((39, 50, 39, 11), (0, 10, 0, 10), (75, 100, 37, 13)):
            drawn = progress_cells(PetitionFigures(total, 0, goal, []))
            assert (drawn["filled"].count("M"), drawn["open"].count("M")) == (filled, missing)


class TestSignatureCells:
    def test_are_one_for_each_signature_or_for_as_many_as_share_one(self):
        assert signature_cells(13, 15)["filled"].count("M") == 13
        assert signature_cells(13, 300)["filled"].count("M") == 1
        assert signatures_a_cell(300) == 20


class TestInLeadAndRest:
    def test_takes_the_first_sentence_unless_it_is_long(self):
        assert in_lead_and_rest("End it. Now.") == ("End it.", "Now.")
        assert in_lead_and_rest("End it.") == ("End it.", "")
        assert in_lead_and_rest("Word " * 20) == ("", "Word " * 20)


class TestWords:
    def test_of_an_editor_have_full_addresses_in_emails(self):
        html = mark_safe('<p>See <a href="/pledge/">it</a> &amp; sign.</p>')
        rendered = Template(
            "{% load petitions %}{{ html|with_full_addresses }} "
            "{% autoescape off %}{{ html|in_plain_text }}{% endautoescape %}"
        ).render(Context({"html": html}))
        assert '<a href="http://127.0.0.1:8000/pledge/">it</a> &amp; sign.' in rendered
        assert rendered.endswith("See it & sign.\nhttp://127.0.0.1:8000/pledge/")

    def test_are_escaped_where_nobody_made_them_safe(self):
        text = "{% load petitions %}{{ html|with_full_addresses }}"
        assert Template(text).render(Context({"html": "<b>"})) == "&lt;b&gt;"
