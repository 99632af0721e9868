import pytest
from django.test import Client

from campaign.lib import busy, passwords


class TestBusyMiddleware:
    @pytest.mark.django_db
    def test_asks_to_try_again_when_no_place_gets_free(self, monkeypatch):
        monkeypatch.setattr(busy, "PATIENCE_SECONDS", 0.01)
        with passwords.PLACES, passwords.PLACES:
            response = Client().post("/admin/login/", {"username": "a", "password": "b"})
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "10"
        assert "Try again in a moment" in response.text
