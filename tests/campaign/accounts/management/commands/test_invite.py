from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command

from campaign.accounts.models import Invitation
from campaign.lib.outbox.models import Message

pytestmark = pytest.mark.django_db


class TestInvite:
    def test_prints_the_link_that_it_emails(self, client, capsys):
        call_command("invite", "sasha@example.org")
        page = client.get(urlsplit(capsys.readouterr().out.strip()).path)
        assert "You were invited as “Administrator.”" in page.text
        assert Message.objects.get().kind == "invitation"

    def test_refuses_what_is_no_address_or_role(self):
        with pytest.raises(CommandError, match="Enter an email address"):
            call_command("invite", "sasha")
        with pytest.raises(CommandError, match="invalid choice"):
            call_command("invite", "sasha@example.org", "--role=King")
        assert not Invitation.objects.exists()
