import logging

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


class TestMalformedRequestMiddleware:
    @pytest.mark.parametrize(
        "address",
        [
            "/%00",
            "/static/%00.css",
            "/?a=%00",
            "/?%00=a",
            "/?a=%ff",
            "/?a=%C3%28",
            "/?" + "&".join(f"a{number}=1" for number in range(2000)),
        ],
    )
    def test_answers_400_with_advice(self, address):
        response = Client().get(address)
        assert response.status_code == 400
        assert "Begin at the home page" in response.text
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"

    def test_fills_no_log_with_stack_traces(self, caplog):
        caplog.set_level(logging.WARNING)
        Client().get("/?a=%00")
        assert not [record for record in caplog.records if record.exc_info]

    @pytest.mark.parametrize("address", ["/?a=b&a=c", "/?name=Nu%C3%B1ez", "/?utm_source=%25%5F"])
    def test_lets_everything_else_through(self, address):
        assert Client().get(address).status_code == 200
