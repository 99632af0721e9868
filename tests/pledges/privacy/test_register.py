import pytest

from pledges.privacy.register import PERSONAL_DATA


class TestRegister:
    @pytest.mark.django_db
    def test_stands_on_the_privacy_page(self, client):
        page = client.get("/privacy/").text
        for each in PERSONAL_DATA:
            assert str(each.what) in page
            assert str(each.how_long) in page
