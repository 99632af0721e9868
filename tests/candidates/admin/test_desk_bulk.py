from candidates.models import DeskLink
from tests.candidates.admin.pages import list_of
from tests.candidates.desk.desks import waiting
from tests.factories import run


class TestSendLinks:
    def test_shows_who_gets_one_before_it_sends(self, admin_client):
        campaigns = [run(contact_email="a@b.example"), run(contact_email="c@d.example"), run()]
        chosen = {"action": "send_links", "_selected_action": [row.pk for row in campaigns]}
        page = admin_client.post(list_of("candidacy"), chosen)
        assert "2 campaigns get it" in page.text
        assert "no email address that works" in page.text
        assert not DeskLink.objects.exists()
        done = admin_client.post(list_of("candidacy"), {**chosen, "confirmed": "yes"}, follow=True)
        assert "We’re emailing 2 campaigns their links." in done.text
        assert waiting("desk_link") == DeskLink.objects.count() == 2
        again = admin_client.post(list_of("candidacy"), {**chosen, "confirmed": "yes"})
        assert "0 campaigns get it" in again.text
        assert DeskLink.objects.count() == 2
