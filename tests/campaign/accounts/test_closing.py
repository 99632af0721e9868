import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError

from campaign.accounts.access import Role
from campaign.accounts.closing import Handed, close
from campaign.lib.audit import Event
from campaign.lib.audit.models import AuditEvent
from candidates import ledger
from tests.candidates.admin.drafts import drafted_by
from tests.factories import OrganizerFactory, publish_answer, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaver():
    leaver = OrganizerFactory(username="wren", is_superuser=True)
    leaver.groups.set(Group.objects.filter(name=Role.RECORDER))
    return leaver


@pytest.fixture
def recorder():
    recorder = OrganizerFactory(username="robin")
    recorder.groups.set(Group.objects.filter(name=Role.RECORDER))
    return recorder


class TestClose:
    def test_ends_sessions_and_hands_campaigns_and_drafts_over(self, client, leaver, recorder):
        client.force_login(leaver)
        campaign, other = run(assigned_to=leaver), run(assigned_to=recorder)
        by = OrganizerFactory(username="ash")
        draft = drafted_by(leaver)
        ledger.answers.verify(draft, by=by)
        published = publish_answer(run(), recorded_by=leaver)
        assert close(leaver, heir=recorder, by=by) == Handed(campaigns=1, drafts=1)
        assert client.get("/admin/").status_code == 302
        for row in (campaign, other, draft, published, leaver):
            row.refresh_from_db()
        assert campaign.assigned_to == other.assigned_to == recorder
        assert (draft.recorded_by, draft.verified_by) == (recorder, None)
        assert published.recorded_by == leaver
        assert not leaver.is_active
        assert not leaver.has_usable_password()
        assert not leaver.groups.exists()
        leaver.is_active = True  # even if somebody opens it again
        assert not leaver.has_perm("candidates.view_answer")
        event = AuditEvent.objects.get(event=Event.CLOSED)
        assert (event.username, event.subject_id) == ("ash", str(leaver.pk))
        assert event.details == {"closed": "wren", "heir": "robin", "campaigns": 1, "drafts": 1}

    def test_changes_nothing_where_nobody_fit_takes_over(self, leaver, recorder):
        draft, by = drafted_by(leaver), OrganizerFactory()
        for heir in (None, OrganizerFactory()):
            with pytest.raises(ValidationError, match="Choose a recorder"):
                close(leaver, heir=heir, by=by)
        ledger.answers.discard(draft)
        campaign = run(assigned_to=leaver)
        with pytest.raises(ValidationError, match="can call them"):
            close(leaver, heir=OrganizerFactory(), by=by)
        leaver.refresh_from_db()
        assert leaver.is_active
        assert close(leaver, heir=None, by=by) == Handed(campaigns=1, drafts=0)
        campaign.refresh_from_db()
        assert campaign.assigned_to is None
