import datetime

from django.template import Context, RequestContext, Template
from django.utils.safestring import mark_safe

from pledges.models import Petition

CLOSED = datetime.datetime(2026, 5, 4, tzinfo=datetime.UTC)


class TestPetitionStatus:
    def test_is_that_of_the_moment_also_where_there_is_no_request(self, rf):
        text = "{% load petitions %}{% petition_status petition as status %}{{ status.label }}"
        values = {"petition": Petition(state="open", state_since=CLOSED, closes_at=CLOSED)}
        for context in (Context(values), RequestContext(rf.get("/"), values)):
            assert Template(text).render(context) == "Closed"


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
