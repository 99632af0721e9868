"""The page of what we hold of a supporter, when something happens meanwhile."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """Return a browser that comes from an email program: no cookie, no origin."""
    return Client(enforce_csrf_checks=True)


class TestCorrect:
    def test_keeps_what_was_typed_while_the_database_is_away(self, client, database_away):
        address = f"/me/{'a' * 43}/correct/"
        response = client.post(address, {"name": "KEPT 1", "postal_code": "KEPT 2"})
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "30"
        assert 'value="KEPT 1"' in response.text
        assert 'value="KEPT 2"' in response.text
        assert f'action="{address}"' in response.text
