"""Each role, from the invitation to the first task: an account, a second factor, one link."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from campaign.accounts.access import Role
from campaign.accounts.invitations import invite
from campaign.accounts.models import Invitation
from campaign.lib import passwords
from candidates.models import Candidacy
from pledges.models import SignUp
from tests.factories import (
    AnswerFactory,
    CommentFactory,
    OrganizerFactory,
    StageFactory,
    record_results,
    run,
)
from tests.journeys.conftest import WatchedPages
from tests.journeys.organizers import create_account, set_up_app
from tests.pledges.people import a_petition, a_signature, a_supporter
from tests.thorough import sample

# What the front page offers first, and the page it leads to.
FIRST_TASKS = {
    Role.CALLER: ("1 of your campaigns to call.", "/candidacy/mine/"),
    Role.RECORDER: ("Record an answer", "/answer/add/"),
    Role.VERIFIER: ("1 answer needs a second person.", "/answer/waiting/"),
    Role.EDITOR: ("1 comment on an article to review.", "/comment/"),
    Role.PETITIONS: ("1 signer’s comment to review.", "/signature/comments/"),
    Role.STEWARD: ("1 sign-up failed. Try it again.", "/signup/"),
    Role.ADMINISTRATOR: ("accounts need a third administrator’s approval.", "/auth/user/"),
}


@pytest.fixture
def inviter(site_address: str, monkeypatch: pytest.MonkeyPatch) -> User:
    """Return an administrator of a site where something waits for everybody."""
    monkeypatch.setattr(passwords.BoundedArgon2PasswordHasher, "memory_cost", 64)
    AnswerFactory.create()
    stage = StageFactory.create(kind="general")
    office = {"office_phone": "202-555-0123", "office_phone_source": "https://example.org/"}
    winner = run("Ada Quartz", race=stage.race, **office)
    record_results(stage, {winner: "won"})
    CommentFactory.create()
    petition, supporter = a_petition(), a_supporter()
    a_signature(petition, supporter, comment="Because.", comment_state="waiting")
    SignUp.objects.create(supporter=supporter, sent_at=timezone.now(), tries=SignUp.MOST_TRIES)
    robin: User = OrganizerFactory.create(username="robin", is_superuser=True)
    return robin


class TestTheFirstDay:
    def test_leads_every_role_from_the_invitation_to_the_first_task(
        self, pages: WatchedPages, inviter: User, subtests: pytest.Subtests
    ) -> None:
        for role, (task, address) in sample(FIRST_TASKS.items(), 3):
            name = role.name.lower()
            invitation = Invitation(email=f"{name}@example.org", role=role)
            invite(invitation, by=inviter)
            with subtests.test(role.name):
                page = pages.open(f"/admin/invitation/{invitation.token()}/")
                create_account(page, name)
                set_up_app(page)
                expect(page).to_have_url(f"{pages.address}/admin/")
                # The office of a winner can be called on any day.
                mine = Candidacy.objects.filter(person__full_name="Ada Quartz")
                mine.update(assigned_to=User.objects.get(username=name))
                page.reload()
                page.locator("#content").get_by_role("link", name=task).click()
                page.wait_for_url(f"**{address}**")
                expect(page.get_by_role("heading", level=1)).to_be_visible()
                page.context.close()
