import pytest
from django.core.management import CommandError, call_command

from campaign.accounts.models import Organizer, TotpKey
from tests.factories import OrganizerFactory
from tests.second_factor import with_app

pytestmark = pytest.mark.django_db


class TestResetSecondFactor:
    def test_helps_the_last_administrator(self, capsys):
        robin = OrganizerFactory.create(username="robin")
        with_app(robin)
        call_command("reset_second_factor", "robin")
        assert not TotpKey.objects.exists()
        assert Organizer.objects.get().reset_by is None
        assert capsys.readouterr().out.startswith("Second factor reset.")
        with pytest.raises(CommandError, match="No account has this username"):
            call_command("reset_second_factor", "nobody")
