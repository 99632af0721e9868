import pytest
from django.db import IntegrityError, transaction

from pledges.models import BlockedDomain, DomainRule, SharedDomain

pytestmark = pytest.mark.django_db


class TestDomains:
    def test_have_one_rule_one_block_and_one_name_each(self):
        twice = [
            (DomainRule, {"domain": "rule.example"}, {"domain": "rule.example", "alias_of": "x"}),
            (BlockedDomain, {"domain": "spam.example"}, {"domain": "spam.example", "reason": "x"}),
            (
                SharedDomain,
                {"domain_key": b"a" * 32, "name": "shared.example"},
                {"domain_key": b"b" * 32, "name": "shared.example"},
            ),
        ]
        for model, first, second in twice:
            model.objects.create(**first)
            with pytest.raises(IntegrityError), transaction.atomic():
                model.objects.create(**second)
