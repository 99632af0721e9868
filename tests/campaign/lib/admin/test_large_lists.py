import pytest

from campaign.lib.admin import large_lists
from pledges.admin.signatures import SignatureAdmin
from tests.pledges.admin.pages import list_of
from tests.pledges.people import a_petition, a_signature

LIST = list_of("signature")
pytestmark = pytest.mark.django_db


class TestCappedPaginator:
    def test_counts_no_further_than_it_lists(self, admin_client, monkeypatch):
        monkeypatch.setattr(large_lists, "MOST_LISTED", 3)
        for _number in range(5):
            a_signature(a_petition())
        response = admin_client.get(LIST)
        assert "More than 3 signatures. This list stops here" in response.text
        assert response.context["cl"].result_count == 3


class TestLargeTableAdmin:
    def test_leads_back_from_a_page_that_it_does_not_have(self, admin_client, monkeypatch):
        monkeypatch.setattr(SignatureAdmin, "list_per_page", 1)
        for _number in range(2):
            a_signature(a_petition())
        assert admin_client.get(LIST, {"p": "2"}).status_code == 200
        assert admin_client.get(LIST, {"p": "900000"}).status_code == 302
