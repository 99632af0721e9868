import pytest

from pledges.mail.addresses import canonical, rules
from pledges.models import BlockedDomain, DomainRule
from tests.pledges.admin.pages import add_to, errors_of, page, sent

pytestmark = pytest.mark.django_db


class TestDomainRule:
    def test_works_at_once_in_the_process_that_saved_it(self, admin_client):
        rules()
        typed = {"domain": "Tags.Example", "tag_separator": "-"}
        assert sent(admin_client, add_to("domainrule"), typed).status_code == 302
        assert canonical("ines-news@tags.example") == "ines@tags.example"
        row = DomainRule.objects.get(domain="tags.example")
        sent(admin_client, page("change", row), {"tag_separator": ""})
        assert canonical("ines-news@tags.example") == "ines-news@tags.example"

    def test_is_forgotten_with_its_deletion(self, admin_client):
        row = DomainRule.objects.get(domain="gmail.com")
        assert canonical("i.b@gmail.com") == "ib@gmail.com"
        admin_client.post(page("delete", row), {"post": "yes"})
        assert canonical("i.b@gmail.com") == "i.b@gmail.com"

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
