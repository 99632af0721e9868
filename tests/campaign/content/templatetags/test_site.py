import pytest
from django.template import Context, RequestContext, Template, TemplateSyntaxError
from django.test import RequestFactory

from campaign.content.models import Profile
from campaign.lib.cache.generation import FACTS
from campaign.lib.database_outage import mark_database_away
from tests.factories import CycleFactory

PART = Template("{% load site %}{% site as profile %}{{ profile.name }}")
TWICE = Template("{% load site %}{% site as profile %}{{ profile.name }} {% include part only %}")


class TestSite:
    @pytest.fixture
    def context(self, rf: RequestFactory) -> RequestContext:
        return RequestContext(rf.get("/"), {"part": PART})

    def test_asks_once_a_request(self, db, context, django_assert_num_queries):
        Profile.objects.create(name="Ours", ask="Asked.")
        with django_assert_num_queries(1):
            assert TWICE.render(context) == "Ours Ours"
            assert TWICE.render(context) == "Ours Ours"

    def test_asks_once_for_all_pages_that_share_facts(
        self, db, rf, client, django_assert_num_queries
    ):
        Profile.objects.create(name="Ours", ask="{signed} signed.")
        facts: dict[str, Profile] = {}
        assert "0 signed." in client.get("/about/", **{FACTS: facts}).text
        with django_assert_num_queries(0):
            assert PART.render(RequestContext(rf.get("/", **{FACTS: facts}))) == "Ours"
        assert facts["profile"].ask == "{signed} signed."

    def test_asks_nothing_while_the_database_is_away(self, context):
        mark_database_away(context.request)
        assert TWICE.render(context) == "Pledge tracker Pledge tracker"

    def test_works_in_a_mail(self, db):
        Profile.objects.create(name="Ours", ask="Asked.")
        assert PART.render(Context()) == "Ours"


class TestAbsoluteUrl:
    def test_begins_with_the_address_of_the_site_not_of_the_request(self, settings):
        settings.SITE_URL = "https://example.org"
        template = Template("{% load site %}{% absolute_url '/tracker/' %}")
        assert template.render(Context()) == "https://example.org/tracker/"


class TestSameBlock:
    PAGE = """{% extends base %}{% block title %}A & b{% endblock %}"""
    BASE = Template(
        "{% load site %}{% block title %}None{% endblock %}|{% same_block title %}|"
        "{% same_block title as kept %}{{ kept }}"
    )

    def test_says_what_the_page_says_again(self):
        page = Template(self.PAGE)
        assert page.render(Context({"base": self.BASE})) == "A & b|A & b|A &amp; b"

    def test_keeps_words_and_no_markup(self):
        page = Template("{% extends base %}{% block title %}{{ name }}{% endblock %}")
        base = Template(
            "{% load site %}{% block title %}{% endblock %}|{% same_block title as kept %}"
            "{{ kept }}|{{ kept|length }}"
        )
        drawn = page.render(Context({"base": base, "name": "O'Brien & Co"}))
        assert drawn == "O&#x27;Brien &amp; Co|O&#x27;Brien &amp; Co|12"

    def test_says_what_the_base_says_where_the_page_is_silent(self):
        page = Template("{% extends base %}")
        assert page.render(Context({"base": self.BASE})) == "None|None|None"

    def test_takes_one_name(self):
        with pytest.raises(TemplateSyntaxError):
            Template("{% load site %}{% same_block %}")


class TestFilled:
    def test_counts_once_a_request(self, db, rf, django_assert_num_queries):
        CycleFactory.create()
        template = Template("{% load site %}{% filled words %} {% filled words %}")
        context = RequestContext(rf.get("/"), {"words": "{signed} & {refused}"})
        with django_assert_num_queries(2):  # the cycle and its figures
            assert template.render(context) == "0 &amp; 0 0 &amp; 0"
