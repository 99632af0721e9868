import pytest
from django.db import IntegrityError, transaction

from campaign.accounts.models.organizers import Organizer, note_invitation, note_reset
from tests.factories import OrganizerFactory

pytestmark = pytest.mark.django_db


class TestOrganizer:
    def test_is_approved_by_a_third_person(self):
        user, inviter, resetter, third = OrganizerFactory.create_batch(4)
        note_invitation(user, by=inviter)
        note_reset(user, by=resetter)
        rows = Organizer.objects.filter(user=user)
        for by in (user, inviter, resetter):
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.update(approved_by=by)
        rows.update(approved_by=third)
        note_reset(user, by=resetter)
        assert rows.get().approved_by is None
        assert rows.get().invited_by == inviter
