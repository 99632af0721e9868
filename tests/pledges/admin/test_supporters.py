import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.utils import timezone

from campaign.lib import outbox
from pledges.mail import links
from pledges.mail.addresses import email_key
from pledges.models import Signature, Supporter, Suppression
from tests.factories import OrganizerFactory
from tests.pledges.admin.pages import list_of, page
from tests.pledges.people import a_petition, a_signature, a_supporter

FIND = list_of("supporter")

pytestmark = pytest.mark.django_db


def suppressed(email: str, reason: str = "bounced") -> Suppression:
    return Suppression.objects.create(email_key=email_key(email), reason=reason)


def logged() -> str:
    return str(list(LogEntry.objects.values_list("object_repr", "change_message")))


class TestFind:
    def test_lists_nobody(self, admin_client):
        a_supporter("ines@example.org")
        assert "ines" not in admin_client.get(FIND).text.casefold()

    def test_leads_to_whoever_has_exactly_this_address(self, admin_client):
        supporter = a_supporter("ines.basalt+news@gmail.com")
        found = admin_client.post(FIND, {"email": " InesBasalt@googlemail.com "})
        assert found.headers["Location"] == page("change", supporter)

    def test_says_that_nobody_has_it(self, admin_client):
        found = admin_client.post(FIND, {"email": "nobody@example.org"})
        assert "We don’t have a supporter with this email address." in found.text

    def test_says_why_an_address_gets_no_mail(self, admin_client):
        row = suppressed("gone@example.org", "erased")
        found = admin_client.post(FIND, {"email": "gone@example.org"}).text
        assert "deleted their information and asked for no email" in found
        assert page("change", row) in found

    def test_refuses_what_is_no_address(self, admin_client):
        refused = admin_client.post(FIND, {"email": "ines"})
        assert refused.status_code == 422
        assert 'value="ines"' in refused.text

    def test_is_for_those_who_may_look(self, client):
        client.force_login(OrganizerFactory.create())
        assert client.get(FIND).status_code == 403


class TestPage:
    def test_shows_what_we_hold(self, admin_client):
        supporter = a_supporter("ines@example.org", agreed_at=timezone.now())
        row = a_signature(a_petition(title="Files"), supporter)
        outbox.queue("confirm", [row.pk], now=timezone.now())
        suppressed("ines@example.org")
        shown = admin_client.get(page("change", supporter)).text
        for words in ("Ines Basalt", "ines@example.org", "48226", "Files", "request to confirm"):
            assert words in shown
        assert "emails bounced" in shown

    def test_changes_nothing_itself(self, admin_client):
        supporter = a_supporter()
        admin_client.post(page("change", supporter), {"name": "Somebody Else"})
        supporter.refresh_from_db()
        assert supporter.name == "Ines Basalt"

    def test_lets_whoever_may_only_look_do_nothing(self, client):
        reader = OrganizerFactory.create()
        reader.user_permissions.add(Permission.objects.get(codename="view_supporter"))
        client.force_login(reader)
        supporter = a_supporter()
        assert page("erase", supporter) not in client.get(page("change", supporter)).text
        for name in ("erase", "stop_mail", "renew_links"):
            assert client.post(page(name, supporter)).status_code == 403


class TestStopMail:
    def test_stops_every_mail(self, admin_client):
        supporter = a_supporter("ines@example.org", agreed_at=timezone.now())
        shown = admin_client.get(page("stop_mail", supporter)).text
        assert "never email this address" in shown
        admin_client.post(page("stop_mail", supporter))
        supporter.refresh_from_db()
        assert supporter.agreed_at is None
        assert Suppression.objects.get().reason == "asked"
        assert "Ines" not in logged()


class TestOldLinks:
    def test_lead_nowhere_once_they_are_renewed(self, admin_client, client):
        supporter = a_supporter()
        link = links.stored_url(links.me_link(supporter, now=timezone.now()))
        address = page("renew_links", supporter)
        assert address in admin_client.get(page("change", supporter)).text
        assert admin_client.get(address).status_code == 200
        assert client.get(link).status_code == 200
        assert admin_client.post(address).headers["Location"] == page("change", supporter)
        assert client.get(link).status_code != 200
        supporter.refresh_from_db()
        assert (
            client.get(links.stored_url(links.me_link(supporter, now=timezone.now()))).status_code
            == 200
        )


class TestErase:
    def test_asks_whether_it_was_wished(self, admin_client):
        supporter = a_supporter()
        assert admin_client.post(page("erase", supporter)).status_code == 422
        assert Supporter.objects.exists()

    @pytest.mark.parametrize("bars_address", [True, False])
    def test_leaves_a_number_and_a_hash_only_where_they_want_no_email(
        self, admin_client, bars_address
    ):
        row = a_signature(a_petition())
        supporter = row.supporter
        values = {"is_wished": "on", **({"bars_address": "on"} if bars_address else {})}
        response = admin_client.post(page("erase", supporter), values)
        assert response.headers["Location"] == FIND
        assert not Supporter.objects.exists()
        assert not Signature.objects.exists()
        kept = ["erased"] if bars_address else []
        assert [each.reason for each in Suppression.objects.all()] == kept
        entry = LogEntry.objects.get()
        assert entry.object_repr == str(row.supporter_id)
        assert "Ines" not in logged()
