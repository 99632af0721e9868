import pytest

from pledges.privacy.register import HELD


class TestRegister:
    @pytest.mark.django_db
    def test_stands_on_the_privacy_page(self, client):
        page = client.get("/privacy/").text
        for held in HELD:
            assert str(held.what) in page
            assert str(held.how_long) in page
