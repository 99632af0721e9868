import pytest
from django.urls import Resolver404, resolve


class TestPublicIdConverter:
    def test_ends_at_the_first_hyphen_of_the_address(self):
        found = resolve("/candidates/H6MI11001-ada-moss/").kwargs
        assert found == {"public_id": "H6MI11001", "slug": "ada-moss"}


class TestCycleYearConverter:
    def test_takes_four_digits(self):
        assert resolve("/candidates/7-ada-moss/2026/").kwargs["year"] == 2026
        with pytest.raises(Resolver404):
            resolve("/candidates/7-ada-moss/26/")
