import pytest

from campaign.lib.audit import Event
from campaign.lib.audit.models import AuditEvent
from candidates.models import DeskLink
from tests.bulk_actions import act, ask, confirm
from tests.candidates.admin.pages import list_of
from tests.candidates.desk.desks import waiting
from tests.factories import run
from tests.second_factor import prove

LIST = list_of("candidacy")


class TestSendLinks:
    @pytest.fixture
    def campaigns(self, db):
        return [run(contact_email="a@b.example"), run(contact_email="c@d.example"), run()]

    def test_shows_who_gets_one_before_it_sends(self, admin_client, organizer, campaigns):
        prove(admin_client)
        page = ask(admin_client, LIST, "send_links", *campaigns)
        assert "Email them (2)" in page.text
        assert "a@b.example" in page.text
        assert "We don’t have a working address." in page.text
        assert not DeskLink.objects.exists()
        done = confirm(admin_client, LIST, page)
        assert "We’re emailing 2 campaigns their links." in done.text
        assert waiting("desk_link") == DeskLink.objects.count() == 2
        event = AuditEvent.objects.get(event=Event.BULK)
        ids = sorted(row.pk for row in campaigns[:2])
        assert (event.details["did"], sorted(event.details["rows"])) == ("desk_link", ids)
        again = confirm(admin_client, LIST, page)
        assert "Something changed since you opened this page." in again.text
        assert "We emailed them on" in again.text
        assert DeskLink.objects.count() == 2

    def test_takes_a_recent_second_factor(self, admin_client, campaigns):
        sent = act(admin_client, LIST, "send_links", *campaigns)
        assert "We’re emailing" not in sent.text
        assert not DeskLink.objects.exists()
