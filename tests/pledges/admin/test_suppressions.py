import pytest

from pledges.mail.addresses import email_key
from pledges.models import Suppression
from tests.pledges.admin.pages import list_of, page

pytestmark = pytest.mark.django_db


class TestList:
    def test_has_numbers_and_reasons(self, admin_client):
        Suppression.objects.create(email_key=email_key("ines@example.org"), reason="asked")
        shown = admin_client.get(list_of("suppression")).text
        assert "asked us never to email them" in shown


class TestLift:
    def test_lets_mail_go_there_again(self, admin_client):
        row = Suppression.objects.create(email_key=email_key("i@example.org"), reason="bounced")
        assert page("lift", row) in admin_client.get(page("change", row)).text
        assert "emails bounced" in admin_client.get(page("lift", row)).text
        admin_client.post(page("lift", row))
        assert not Suppression.objects.exists()
