import pytest

from pledges.mail.addresses import canonical, forget_rules, rules
from pledges.models import BlockedDomain, DomainRule
from tests.pledges.admin.pages import add_to, errors_of, page, sent

pytestmark = pytest.mark.django_db


class TestDomainRule:
    def test_holds_from_its_minute_on_until_it_is_deleted(self, admin_client):
        rules()
        typed = {"domain": "Tags.Example", "tag_separator": "-"}
        assert sent(admin_client, add_to("domainrule"), typed).status_code == 302
        forget_rules()
        assert canonical("ines-news@tags.example") == "ines@tags.example"
        row = DomainRule.objects.get(domain="tags.example")
        admin_client.post(page("delete", row), {"post": "yes"})
        forget_rules()
        assert canonical("ines-news@tags.example") == "ines-news@tags.example"

    @pytest.mark.parametrize(
        ("field", "typed"), [("domain", "no domain"), ("alias_of", "x@"), ("alias_of", "a.example")]
    )
    def test_refuses_what_is_no_domain(self, admin_client, field, typed):
        typed = {"domain": "a.example", field: typed}
        refused = sent(admin_client, add_to("domainrule"), typed)
        assert refused.status_code == 422
        assert errors_of(refused, field)


class TestBlockedDomain:
    def test_is_kept_as_signatures_have_it(self, admin_client):
        typed = {"domain": " Spam.Example ", "reason": "Floods."}
        sent(admin_client, add_to("blockeddomain"), typed)
        assert BlockedDomain.objects.get().domain == "spam.example"
