from django.urls import reverse

from tests.candidates.admin.pages import list_of, page_of
from tests.candidates.desk.desks import a_link, send_due
from tests.factories import SOURCE, run


class TestSendLink:
    def test_offers_the_address_that_we_know_and_emails_the_link(self, admin_client, mailoutbox):
        candidacy = run(published_email="desk@basalt.example", published_contact_source=SOURCE)
        address = reverse("admin:candidates_candidacy_send_link", args=[candidacy.pk])
        assert address in admin_client.get(page_of(candidacy)).text
        assert 'value="desk@basalt.example"' in admin_client.get(address).text
        assert admin_client.post(address, {"email": "no address"}).status_code == 422
        assert admin_client.post(address, {"email": "own@basalt.example"}).status_code == 302
        send_due()
        assert mailoutbox[0].to == ["own@basalt.example"]
        # Callers and verifiers read this page.
        history = reverse("admin:candidates_candidacy_history", args=[candidacy.pk])
        history_page = admin_client.get(history).text
        assert "emailing the campaign its link" in history_page
        assert "own@basalt.example" not in history_page


class TestDeskLinkAdmin:
    def test_sends_again_and_turns_off(self, admin_client):
        link = a_link()
        page = admin_client.get(page_of(link)).text
        for name in ("send_again", "turn_off"):
            address = reverse(f"admin:candidates_desklink_{name}", args=[link.pk])
            assert address in page
            assert admin_client.post(address).status_code == 302
        link.refresh_from_db()
        assert link.revoked_at
        assert "turned off" in admin_client.get(list_of("desklink")).text

    def test_shows_no_token(self, admin_client):
        link = a_link()
        page = admin_client.get(page_of(link)).text
        assert "desk@basalt.example" in page
        assert "/desk/" not in page
