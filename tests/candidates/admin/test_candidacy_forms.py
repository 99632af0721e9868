from tests.candidates.admin.pages import fields_in, page_of
from tests.factories import run


class TestCandidacyForm:
    def test_keeps_whom_not_to_contact_out_of_public_changes(self, admin_client):
        row = run(published_phone="555-0100", published_contact_source="https://example.org/")
        typed = {
            "do_not_contact": "organizers",
            "do_not_contact_on": "2026-05-01",
            "do_not_contact_asked_by": "The manager",
            "bad_contacts": ["published_phone"],
        }
        before = row.updated_at
        page = fields_in(admin_client.get(page_of(row))) | typed
        assert admin_client.post(page_of(row), page).status_code == 302
        row.refresh_from_db()
        assert (row.do_not_contact, row.bad_contacts) == ("organizers", ["published_phone"])
        assert row.updated_at == before

    def test_asks_since_when_they_dont_want_to_be_contacted(self, admin_client):
        row = run()
        page = fields_in(admin_client.get(page_of(row))) | {"do_not_contact": "organizers"}
        response = admin_client.post(page_of(row), page)
        assert response.status_code == 422
        assert "Enter the day they asked" in response.text
