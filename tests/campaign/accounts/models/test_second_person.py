"""When two accounts count as one person, who can neither verify nor release what they recorded."""

import pytest
from django.contrib.auth.models import Group, User
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from campaign.accounts.access import Role
from campaign.accounts.models.organizers import approve, note_invitation, note_reset
from campaign.accounts.models.second_person import tied_accounts
from candidates import ledger
from candidates.models import Answer, StageResult
from tests.candidates.admin.drafts import drafted_by
from tests.factories import SOURCE, OrganizerFactory, StageFactory, publish_answer, run
from tests.pledges.people import a_paper_batch, a_petition

pytestmark = pytest.mark.django_db


def administrator(**attributes: object) -> User:
    user: User = OrganizerFactory.create(**attributes)
    user.groups.set(Group.objects.filter(name=Role.ADMINISTRATOR))
    return user


@pytest.fixture
def inviter() -> User:
    return administrator()


@pytest.fixture
def invited(inviter: User) -> User:
    user: User = OrganizerFactory.create()
    note_invitation(user, by=inviter)
    return user


def verified(answer: Answer, by: User) -> Answer:
    ledger.answers.verify(answer, by=by)
    answer.refresh_from_db()
    return answer


def is_refused(answer: Answer, by: User) -> bool:
    """Try it, and compare with what the pages say before."""
    is_tied = answer.recorded_by_id in tied_accounts(by)
    assert is_tied == refuses(answer, by=by)
    return is_tied


def refuses(answer: Answer, by: User) -> bool:
    try:
        with transaction.atomic():
            ledger.answers.verify(answer, by=by)
    except IntegrityError as refusal:
        return "answer_is_verified_by_another_person" in str(refusal)
    return False


class TestAnswer:
    def test_is_not_verified_by_an_account_that_its_recorder_let_in(self, inviter, invited):
        third, _fourth = administrator(), administrator()
        resetter, reset = OrganizerFactory.create_batch(2)
        note_reset(reset, by=resetter)
        tied = ((inviter, invited), (invited, inviter), (resetter, reset))
        for first, second in tied:
            assert is_refused(drafted_by(first), by=second)
            assert is_refused(drafted_by(first), by=third) is False
        approve(invited, by=third)
        assert not is_refused(drafted_by(invited), by=inviter)
        answer = verified(drafted_by(inviter), by=invited)
        assert answer.is_verified
        assert not answer.verifier_is_tied
        note_reset(invited, by=third)
        assert is_refused(drafted_by(third), by=invited)

    def test_is_verified_by_anybody_else(self, inviter, invited):
        administrator()
        sibling = OrganizerFactory.create()
        note_invitation(sibling, by=inviter)
        for by in (sibling, OrganizerFactory.create()):
            assert not verified(drafted_by(invited), by=by).verifier_is_tied

    def test_says_so_where_nobody_could_approve_the_account(self, inviter, invited):
        administrator(is_active=False)
        assert not tied_accounts(invited)
        answer = verified(drafted_by(inviter), by=invited)
        assert answer.verifier_is_tied
        ledger.answers.publish(answer, now=timezone.now())
        answer = verified(drafted_by(inviter), by=OrganizerFactory.create())
        assert not answer.verifier_is_tied

    def test_no_longer_says_so_once_someone_else_verified_it(self, inviter, invited):
        answer = verified(drafted_by(inviter), by=invited)
        ledger.answers.unverify(answer)
        answer = verified(answer, by=OrganizerFactory.create())
        assert not answer.verifier_is_tied


class TestBatch:
    def test_is_not_released_by_an_account_that_let_the_other_one_in(self, inviter, invited):
        administrator()
        batch = a_paper_batch(a_petition(), 900, awaits_release=True, entered_by=inviter)
        batch.awaits_release, batch.released_at = False, timezone.now()
        batch.released_by = invited
        with pytest.raises(IntegrityError, match="by_another_person"), transaction.atomic():
            batch.save()
        batch.released_by = OrganizerFactory.create()
        batch.save()

    def test_holds_for_results_of_an_election(self, inviter, invited):
        administrator()
        stage = StageFactory.create()
        about = {"candidacy": run(race=stage.race), "stage": stage, "outcome": "lost"}
        about |= {"source_url": SOURCE, "recorded_by": inviter}
        with pytest.raises(IntegrityError, match="by_another_person"), transaction.atomic():
            StageResult.objects.create(**about, released_by=invited)
        with pytest.raises(IntegrityError, match="by_a_second_person"), transaction.atomic():
            StageResult.objects.create(**about, released_by=inviter)
        StageResult.objects.create(**about, released_by=OrganizerFactory.create())


class TestSecondCall:
    def test_is_not_made_by_an_account_that_let_the_other_one_in(self, inviter, invited):
        administrator()
        call = ledger.proofs.add_call(
            publish_answer(run()),
            number="555-0100",
            source_url=SOURCE,
            note="It’s theirs.",
            by=invited,
            now=timezone.now(),
        )
        about = {"note": "It’s theirs.", "now": timezone.now()}
        with pytest.raises(IntegrityError, match="by_another_person"), transaction.atomic():
            ledger.proofs.second_call(call, by=inviter, **about)
        ledger.proofs.second_call(call, by=OrganizerFactory.create(), **about)


class TestDecidedReview:
    def test_is_not_confirmed_by_an_account_that_let_the_other_one_in(self, inviter, invited):
        administrator()
        now, answer = timezone.now(), publish_answer(run())
        review = ledger.holds.hold(answer, reason="Why?", by=invited, now=now)
        with pytest.raises(IntegrityError, match="by_another_person"), transaction.atomic():
            ledger.holds.extend(review, by=inviter, now=now)
        stands = {"outcome": "stands", "explanation": "Checked.", "now": now}
        ledger.holds.propose(review, by=inviter, **stands)
        with pytest.raises(IntegrityError, match="by_another_person"), transaction.atomic():
            ledger.holds.confirm(review, by=invited, now=now)
        ledger.holds.confirm(review, by=OrganizerFactory.create(), now=now)
        assert review.outcome == "stands"


class TestPages:
    def test_say_before_who_cannot_verify_or_release_and_what_to_do(self, client, inviter, invited):
        third = administrator()
        answer = drafted_by(inviter)
        batch = a_paper_batch(a_petition(), 900, awaits_release=True, entered_by=inviter)
        verify = reverse("admin:candidates_answer_publish", args=[answer.pk])
        release = reverse("admin:pledges_paperbatch_release", args=[batch.pk])
        pages = {
            reverse("admin:candidates_answer_review", args=[answer.pk]): verify,
            reverse("admin:pledges_paperbatch_change", args=[batch.pk]): release,
        }
        User.objects.filter(pk=invited.pk).update(is_superuser=True)
        for user, may in ((invited, False), (third, True)):
            client.force_login(user)
            for path, button in pages.items():
                shown = client.get(path).text
                assert (button in shown) is may
                assert ("ask a third administrator to approve" in shown) is not may
        client.force_login(invited)
        queue = client.get(reverse("admin:candidates_answer_waiting")).text
        assert "someone else to verify it" in queue
