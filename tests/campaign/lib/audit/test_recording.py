import pytest

from campaign.lib import audit
from campaign.lib.audit import Event
from campaign.lib.audit.models import AuditEvent
from tests.factories import AnswerFactory, OrganizerFactory

pytestmark = pytest.mark.django_db


class TestRecord:
    def test_says_who_did_what_to_which_row(self):
        by, answer = OrganizerFactory(username="wren"), AnswerFactory()
        audit.record(Event.PUBLISHED, by=by, about=answer, kind="signed")
        event = AuditEvent.objects.get()
        assert (event.username, event.account) == ("wren", by.pk)
        assert (event.subject, event.subject_id) == ("candidates.answer", str(answer.pk))
        assert event.details == {"kind": "signed"}

    def test_names_nobody_for_a_stranger(self):
        event = audit.record(Event.LOGIN_FAILED)
        assert (event.username, event.account, event.subject) == ("", None, "")
