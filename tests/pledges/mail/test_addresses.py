import pytest
from django.utils import timezone

from pledges.mail.addresses import (
    WELL_KNOWN_DOMAINS,
    domain_key,
    domain_of,
    domain_shown,
    email_key,
    email_keys,
    forget_rules,
    may_be_mailed,
    note_keys_under,
    note_shared_domains,
)
from pledges.mail.bounce_lists import suppress_bounced
from pledges.models import DomainRule, SharedDomain, Supporter, Suppression
from tests.pledges.people import a_supporter

NOW = timezone.now()

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules_read_anew():
    """Let no rule outlive the test that wrote it."""
    yield
    forget_rules()


def a_rule(**values) -> DomainRule:
    rule = DomainRule.objects.create(domain="dots.example", tag_separator="+", **values)
    forget_rules()
    return rule


def mailable() -> list[Supporter]:
    return list(may_be_mailed(Supporter.objects.order_by("pk")))


class TestDomainOf:
    def test_tells_two_domains_apart_that_python_takes_for_one(self):
        assert domain_of("ada@faß.de") == domain_of("ada@xn--fa-hia.de") == "xn--fa-hia.de"
        assert email_key("ada@faß.de") != email_key("ada@fass.de")

    def test_is_what_was_typed_where_it_is_no_domain(self):
        assert domain_of("ada@☃.NET") == "☃.net"


class TestRules:
    def test_are_read_once(self, django_assert_num_queries):
        forget_rules()
        with django_assert_num_queries(1):
            email_key("ada@gmail.com")
            email_key("bo@gmail.com")


class TestMayBeMailed:
    def test_is_everyone_whose_address_nothing_bars(self):
        free, barred = a_supporter(), a_supporter()
        Suppression.objects.create(email_key=barred.email_key, reason="asked")
        assert mailable() == [free]

    def test_knows_a_bounce_of_an_address_that_came_before_its_provider_had_a_rule(self):
        before = a_supporter("a.da+x@dots.example")
        free = a_supporter("mica@dots.example")
        note_keys_under(a_rule(ignores_dots=True))
        suppress_bounced("ada@dots.example", now=timezone.now())
        assert mailable() == [free]
        # They are found by the key under which they came; it is not the one that bounced.
        assert bytes(Supporter.objects.get(pk=before.pk).email_key) != email_key("ada@dots.example")

    def test_knows_a_bounce_that_was_noted_before_the_rule(self):
        suppress_bounced("ada+x@dots.example", now=timezone.now())
        a_rule()
        keys = email_keys("ada+x@dots.example")
        a_supporter("ada+x@dots.example", email_key=keys[0], other_keys=keys[1:])
        assert mailable() == []

    def test_knows_a_bounce_from_between_two_rules(self):
        a_supporter("a.da+x@dots.example")
        rule = a_rule()
        note_keys_under(rule)
        suppress_bounced("a.da+y@dots.example", now=timezone.now())
        rule.ignores_dots = True
        rule.save()
        note_keys_under(rule)
        assert mailable() == []


class TestNoteKeysUnder:
    def test_reaches_other_names_of_the_domain_and_nobody_else(self):
        alias = a_supporter("a.da@alias.example")
        other = a_supporter("a.da@other.example")
        DomainRule.objects.create(domain="alias.example", alias_of="dots.example")
        rule = a_rule(ignores_dots=True)
        assert note_keys_under(rule) == 1
        assert note_keys_under(rule) == 0
        alias.refresh_from_db()
        other.refresh_from_db()
        assert list(map(bytes, alias.other_keys)) == [email_key("ada@dots.example")]
        assert other.other_keys == []


class TestNoteSharedDomains:
    def test_names_what_twenty_confirmed_supporters_share(self):
        for number in range(20):
            a_supporter(f"s{number}@shared.example")
            a_supporter(f"s{number}@waiting.example", confirmed_at=None if number else NOW)
        note_shared_domains()
        names = set(SharedDomain.objects.values_list("name", flat=True))
        assert names == {*WELL_KNOWN_DOMAINS, "shared.example"}
        assert domain_shown(domain_key("shared.example")) == "shared.example"
        assert domain_shown(domain_key("waiting.example")) != "waiting.example"

    def test_forgets_a_name_when_fewer_share_it(self):
        supporters = [a_supporter(f"s{number}@shared.example") for number in range(20)]
        note_shared_domains()
        supporters[0].delete()
        note_shared_domains()
        assert not SharedDomain.objects.filter(name="shared.example").exists()
