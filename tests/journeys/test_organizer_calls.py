"""An assigned caller's evening: number, script, one key, Enter, and the next campaign."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

import pytest
import time_machine
from django.contrib.auth.models import Permission, User
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from candidates.models import Candidacy, Outreach
from tests.factories import OrganizerFactory, PledgeTextFactory, run
from tests.journeys.conftest import WatchedPages
from tests.journeys.effort import Effort
from tests.journeys.keyboard import follow
from tests.journeys.organizers import open_as
from tests.second_factor import code_of, with_app

# A Monday, 2 p.m. in Michigan.
AFTERNOON = datetime.datetime(2026, 6, 15, 18, tzinfo=datetime.UTC)
NAMES = ("Ada Quartz", "Bea Fern", "Cleo Reed", "Dana Ash", "Eve Oak", "Fay Elm", "Gil Moss")
NOTE = "Kim says ask on Friday"
MINE = "/admin/candidates/candidacy/mine/"


@pytest.fixture
def caller(site_address: str) -> User:
    caller = OrganizerFactory.create(username="robin")
    codes = ["view_candidacy", "view_outreach", "add_outreach"]
    caller.user_permissions.set(Permission.objects.filter(codename__in=codes))
    caller.set_password("quartz")
    caller.save()
    PledgeTextFactory.create()
    for number, name in enumerate(NAMES):
        run(
            name,
            assigned_to=caller,
            published_phone=f"202-555-010{number}",
            published_contact_source="https://example.org/",
        )
    return caller


def call(page: Page, name: str, *keys: str, note: str = "") -> None:
    """Log a call by keys alone. The page starts with the focus among the outcomes."""
    expect(page.locator("h1").nth(-1)).to_have_text(name)
    for key in keys:
        page.keyboard.press(key)
    if note:
        page.keyboard.press("Tab")
        page.keyboard.type(note)
    with page.expect_navigation():
        page.keyboard.press("Enter")


class TestACallersEvening:
    def test_goes_from_campaign_to_campaign_and_keeps_a_call_after_the_session_ended(
        self,
        pages: WatchedPages,
        caller: User,
        note_effort: Callable[[str, Effort], None],
    ) -> None:
        with time_machine.travel(AFTERNOON):
            page = open_as(pages, caller, MINE)
            follow(page, ".calling__save")
            effort = Effort(page)
            call(page, "Ada Quartz", "1")
            call(page, "Bea Fern", "2")
            call(page, "Cleo Reed", "3", note=NOTE)
            call(page, "Dana Ash", "4")
            call(page, "Eve Oak", "5")
            note_effort("5 calls, one with a note", effort)
            assert effort.clicks == 0
            assert 10 * effort.seconds < 5 * 60

            key = with_app(caller).key
            Session.objects.update(expire_date=timezone.now() - datetime.timedelta(hours=1))
            call(page, "Fay Elm", "6", note="Their manager asked")
            page.keyboard.type("robin")
            page.keyboard.press("Tab")
            page.keyboard.type("quartz")
            with page.expect_navigation():
                page.keyboard.press("Enter")
            page.get_by_label("Code").fill(code_of(key))
            with page.expect_navigation():
                page.keyboard.press("Enter")
            expect(page.get_by_role("heading", name="We saved your form")).to_be_visible()
            expect(page.locator(".facts")).to_contain_text("Don’t call again")
            follow(page, "input[type=submit].default")
            expect(page.get_by_text("Saved for Fay Elm: asked us to stop.")).to_be_visible()
            expect(page.locator("h1").nth(-1)).to_have_text("Gil Moss")

            stored = Outreach.objects.order_by("pk").values_list("outcome", "by__username")
            outcomes = ("no_answer", "voicemail", "spoke", "promised", "bad_contact")
            assert list(stored) == [(each, "robin") for each in (*outcomes, "do_not_contact")]
            assert Outreach.objects.get(outcome="spoke").note == NOTE
            assert Candidacy.objects.get(person__full_name="Fay Elm").do_not_contact

            self.calls_with_one_thumb_and_without_a_script(pages, caller)

    def calls_with_one_thumb_and_without_a_script(self, pages: WatchedPages, caller: User) -> None:
        page = open_as(pages, caller, MINE, width=320, java_script_enabled=False)
        page.set_viewport_size({"width": 320, "height": 568})
        page.locator(".calling__save").click()
        targets = page.locator(".calling__number, .calling__outcomes label, .calling__save")
        boxes = [box for target in targets.all() if (box := target.bounding_box())]
        assert len(boxes) == 8
        assert all(box["height"] >= 44 for box in boxes)
        assert all(box["y"] + box["height"] <= 568 for box in boxes)
        page.locator("[value=no_answer]").check()
        page.locator(".calling__save").click()
        expect(page.get_by_text(re.compile("That’s everyone"))).to_be_visible()
