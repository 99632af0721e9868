import logging

import pytest

from campaign.lib import audit
from campaign.lib.audit import Event
from campaign.lib.audit.chain import BrokenChainError, head
from campaign.lib.audit.tasks import check_audit_log
from tests.campaign.lib.audit.test_chain import as_owner
from tests.campaign.lib.audit.test_models import commit

pytestmark = pytest.mark.django_db


class TestCheckAuditLog:
    def test_writes_the_head_into_the_log_and_fails_once_a_row_was_changed(self, caplog):
        audit.record(Event.EXPORTED, rows=1)
        commit()
        with caplog.at_level(logging.INFO):
            check_audit_log(timestamp=0)
        assert head().hash in caplog.text
        as_owner("UPDATE audit_auditevent SET details = '{}'")
        with pytest.raises(BrokenChainError):
            check_audit_log(timestamp=0)
