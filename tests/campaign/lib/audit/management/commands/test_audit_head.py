import io

import pytest
from django.core.management import CommandError, call_command

from campaign.lib import audit
from campaign.lib.audit import Event
from tests.campaign.lib.audit.test_models import commit

pytestmark = pytest.mark.django_db


def printed(*arguments: str) -> str:
    out = io.StringIO()
    call_command("audit_head", *arguments, stdout=out)
    return out.getvalue()


class TestAuditHead:
    def test_prints_a_line_that_it_can_check_later(self):
        audit.record(Event.EXPORTED, rows=1)
        commit()
        number, digest = printed().split()
        assert (number, len(digest)) == ("1", 64)
        audit.record(Event.EXPORTED, rows=2)
        commit()
        assert printed("--kept", number, digest).startswith("2 ")

    def test_refuses_a_line_that_the_log_does_not_lead_to(self):
        for kept in (["1", "f" * 64], ["one", "f" * 64]):
            with pytest.raises(CommandError):
                printed("--kept", *kept)
