import pytest

from pledges.keys import ADDRESS, LINK, keyed_hash, sealed_key

pytestmark = pytest.mark.django_db


class TestKeyedHash:
    def test_needs_the_key_and_stays_the_same(self):
        found = keyed_hash(ADDRESS, "ines@example.org")
        assert len(found) == 32
        assert found != keyed_hash(LINK, "ines@example.org")
        assert found != keyed_hash(ADDRESS, "ines@example.com")
        sealed_key.cache_clear()
        assert keyed_hash(ADDRESS, "ines@example.org") == found
