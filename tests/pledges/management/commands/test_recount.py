import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from pledges.counts.roll_up import roll_up
from pledges.models import PlaceTally
from tests.pledges.people import a_petition, signatures

pytestmark = pytest.mark.django_db


class TestRecount:
    def test_fails_on_a_wrong_total_until_it_is_told_to_repair_it(self, capsys):
        signatures(a_petition(), 4)
        roll_up(now=timezone.now())
        PlaceTally.objects.update(count=5)
        with pytest.raises(CommandError, match="1 totals are wrong"):
            call_command("recount")
        call_command("recount", "--repair")
        assert "Every total is right." in capsys.readouterr().out
