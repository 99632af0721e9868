import datetime

import pytest

from pledges.models import SharedDomain, Surge
from tests.pledges.people import a_petition

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 4, 15, tzinfo=datetime.UTC)


class TestSurge:
    def test_names_only_a_domain_that_many_share(self):
        SharedDomain.objects.create(domain_key=b"\x01" * 32, name="shared.example")
        petition = a_petition()
        for key in (b"\x01" * 32, b"\xab" * 32):
            petition.surges.create(kind="domain", key=key, hour=NOW, count=40, usual_count=1)
        found = {surge.which for surge in Surge.objects.since(NOW).with_names()}
        assert found == {"shared.example", "abababab"}
        assert not Surge.objects.since(NOW + datetime.timedelta(hours=1)).exists()
