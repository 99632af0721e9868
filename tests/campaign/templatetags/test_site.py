import pytest
from django.template import Context, RequestContext, Template
from django.test import RequestFactory

from campaign.lib.database_outage import mark_database_away
from campaign.models import Profile

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
