import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from pledges.models import Signature, SignUp, Supporter
from tests.pledges.admin.pages import page
from tests.pledges.emails import answered, mailed_link
from tests.pledges.people import a_petition, a_signature, a_supporter

pytestmark = pytest.mark.django_db


class TestRelease:
    def test_lets_a_signature_wait_and_has_its_mail_sent(self, admin_client):
        row = a_signature(a_petition(), state="quarantined", quarantine="domain")
        assert page("release", row) in admin_client.get(page("change", row)).text
        response = admin_client.post(page("release", row))
        assert response.headers["Location"] == page("change", row)
        row.refresh_from_db()
        assert (row.state, row.quarantine) == ("pending", "")
        sign_up = SignUp.objects.get()
        assert (sign_up.supporter, sign_up.petition) == (row.supporter, row.petition)
        assert not sign_up.is_quarantined

    def test_keeps_what_was_typed_and_sends_the_confirmation(self, admin_client, mailoutbox):
        supporter = a_supporter(confirmed_at=None, agreed_at=None)
        row = a_signature(
            a_petition(title="Files"),
            supporter,
            state="quarantined",
            quarantine="domain",
            comment="Enough",
            shown_publicly=True,
            asks_for_mail=True,
        )
        kept = ["place", "comment", "shown_publicly", "asks_for_mail"]
        before = Signature.objects.values(*kept).get(pk=row.pk)
        admin_client.post(page("release", row))
        answered()
        assert Signature.objects.values(*kept).get(pk=row.pk) == before
        owner = Supporter.objects.get()
        assert (owner.name, owner.postal_code) == (supporter.name, supporter.postal_code)
        [email] = mailoutbox
        assert email.to == [supporter.email]
        assert "Files" in Client().get(mailed_link("confirm", mailoutbox)).text

    def test_is_done_once(self, admin_client):
        row = a_signature(a_petition(), state="quarantined", quarantine="honeypot")
        admin_client.post(page("release", row))
        again = admin_client.post(page("release", row))
        assert (again.status_code, "held for review anymore" in again.text) == (422, True)
        assert SignUp.objects.count() == 1


class TestWithdraw:
    def test_takes_a_signature_out_of_the_count(self, admin_client):
        row = a_signature(a_petition(), comment="Why.")
        assert admin_client.get(page("withdraw", row)).status_code == 200
        admin_client.post(page("withdraw", row))
        row.refresh_from_db()
        assert (row.state, row.comment) == ("withdrawn", "")
        assert admin_client.post(page("withdraw", row)).status_code == 422
        assert row.supporter.name not in str(LogEntry.objects.values_list())
