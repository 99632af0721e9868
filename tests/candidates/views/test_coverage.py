import pytest

from tests.factories import run

pytestmark = pytest.mark.django_db


class TestAsked:
    def test_says_that_there_is_nobody_to_ask(self, client):
        assert "There are no campaigns on record yet." in client.get("/tracker/asked/").text

    def test_has_a_row_for_each_party_and_the_same_numbers_in_the_file(self, client):
        for number in range(10):
            campaign = run(party_code="DEM", party_name="Democratic Party")
            if number:
                campaign.outreach.create(channel="email", done_on="2026-03-01", outcome="sent")
        run(party_code="GRE")
        page = " ".join(client.get("/tracker/asked/").text.split())
        assert "So far we’ve asked 9 of 11 campaigns." in page
        assert "9 (90%)" in page
        assert "All other parties" in page
        file = client.get("/tracker/asked.csv")
        assert file.content.decode().splitlines() == [
            "chamber,party,campaigns,asked,times_asked,answered,median_days",
            "H,DEM,10,9,9,0,",
            "H,others,1,0,0,0,",
        ]
