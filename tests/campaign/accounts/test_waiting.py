import pytest
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone

from campaign.accounts.models import Invitation
from campaign.accounts.models.organizers import approve, note_invitation, note_reset
from campaign.accounts.waiting import (
    accounts_to_approve,
    answers_to_verify,
    open_invitations,
    paper_to_release,
)
from candidates import ledger
from tests.campaign.accounts.models.test_second_person import administrator, is_refused
from tests.candidates.admin.drafts import drafted_by
from tests.candidates.ledger.test_notices import give, refusal
from tests.factories import OrganizerFactory
from tests.pledges.people import a_paper_batch, a_petition

pytestmark = pytest.mark.django_db
NOW = timezone.now()


class TestAnswersToVerify:
    def test_are_those_that_the_database_would_let_this_organizer_verify(self, settings):
        inviter, stranger = administrator(), OrganizerFactory.create()
        invited, reset = OrganizerFactory.create_batch(2)
        note_invitation(invited, by=inviter)
        note_reset(reset, by=invited)
        people = [inviter, invited, reset, stranger]
        drafts = [drafted_by(recorder) for recorder in people]

        def agrees(organizer: User) -> bool:
            listed = set(answers_to_verify(organizer, NOW))
            return listed == {
                draft
                for draft in drafts
                if draft.recorded_by != organizer and not is_refused(draft, by=organizer)
            }

        # Without a third administrator, the invited person may, and the answer says so.
        assert [len(answers_to_verify(each, NOW)) for each in people] == [3, 2, 2, 3]
        assert all(agrees(each) for each in people)
        third = administrator()
        assert [len(answers_to_verify(each, NOW)) for each in people] == [2, 1, 2, 3]
        assert all(agrees(each) for each in people)
        approve(invited, by=third)
        assert [len(answers_to_verify(each, NOW)) for each in people] == [3, 2, 2, 3]
        settings.TWO_PERSON_RULE = False
        assert len(answers_to_verify(stranger, NOW)) == 4

    def test_leave_out_verified_refusals_under_notice(self):
        answer, me = refusal(), OrganizerFactory.create()
        assert list(answers_to_verify(me, NOW)) == [answer]
        give(answer)
        assert not answers_to_verify(me, NOW).exists()
        ledger.answers.unverify(answer)
        assert list(answers_to_verify(me, NOW)) == [answer]


class TestPaperToRelease:
    def test_leaves_out_what_the_organizer_entered(self):
        mine, theirs = OrganizerFactory.create_batch(2)
        petition = a_petition()
        for person in (mine, theirs):
            a_paper_batch(petition, 9, entered_by=person, awaits_release=True)
        assert [each.entered_by for each in paper_to_release(mine, NOW)] == [theirs]


class TestAccounts:
    def test_wait_for_an_administrator_who_did_not_let_them_in(self):
        inviter, third = administrator(), administrator()
        invited = OrganizerFactory.create()
        note_invitation(invited, by=inviter)

        def waits_for(organizer: User) -> QuerySet:
            return accounts_to_approve(organizer, NOW)

        assert [waits_for(each).count() for each in (inviter, invited, third)] == [0, 0, 1]
        approve(invited, by=third)
        assert waits_for(third).count() == 0

    def test_are_invited_until_the_invitation_expires(self):
        by = administrator()
        for sent_at in (NOW, NOW - Invitation.WORKS_FOR):
            Invitation.objects.create(
                email="sasha@example.org", role="Caller", invited_by=by, sent_at=sent_at
            )
        assert open_invitations(by, NOW).count() == 1
