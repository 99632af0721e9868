import datetime

import pytest
from django.db import IntegrityError, transaction

from pledges.models import Invalidation
from tests.pledges.people import a_petition

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 4, 15, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(hours=1)


class TestRule:
    def test_names_what_it_means_or_is_refused(self):
        petition = a_petition()
        for parts in ({}, {"signed_from": NOW}, {"signed_until": NOW}):
            with pytest.raises(IntegrityError, match="has_a_rule"), transaction.atomic():
                Invalidation.objects.create(petition=petition, **parts)
        for parts in (
            {"domain_key": b"d" * 32},
            {"block_hash": b"b" * 32},
            {"name_pattern": "Test*"},
            {"postal_code": "00000"},
            {"signed_from": NOW, "signed_until": LATER},
        ):
            assert Invalidation.objects.create(petition=petition, **parts).pk


class TestInvalidation:
    def test_is_under_way_while_a_job_has_something_to_do(self):
        states = {state for state in Invalidation.State if Invalidation(state=state).is_under_way}
        assert states == {"counting", "applying", "reverting"}

    def test_shows_little_of_a_network(self):
        assert Invalidation().network == ""
        assert Invalidation(block_hash=b"\xab" * 32).network == "abababab"
