"""An organizer runs a petition without a mouse: opens it, writes to signers, stops a flood."""

from __future__ import annotations

import csv
import datetime
import re
from pathlib import Path

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect
from procrastinate.contrib.django.models import ProcrastinateJob

from campaign.content.models import Profile
from pledges.mail import updates
from pledges.models import Invalidation, Petition, Update
from pledges.statistics import petition_figures
from pledges.tasks import go_on_with_invalidation
from tests.factories import OrganizerFactory
from tests.journeys.conftest import WatchedPages
from tests.journeys.keyboard import follow, tab_to
from tests.journeys.organizers import open_as
from tests.pledges.emails import send_due
from tests.pledges.people import a_signature, a_supporter


def work() -> None:
    """Do what the worker and the sender do, each job once."""
    updates.go_on(now=timezone.now())
    for job in ProcrastinateJob.objects.filter(task_name="go_on_with_invalidation"):
        go_on_with_invalidation(**job.args)
    send_due()


def write(page: Page, typed: dict[str, str]) -> None:
    """Tab to each box and type into it."""
    for selector, text in typed.items():
        tab_to(page.locator(selector))
        page.keyboard.press("Control+A")
        page.keyboard.type(text)


@pytest.fixture
def page(pages: WatchedPages) -> Page:
    robin = OrganizerFactory.create(username="robin", is_superuser=True)
    return open_as(pages, robin, "/admin/pledges/petition/add/")


def opened(pages: WatchedPages, page: Page) -> Petition:
    """Write a petition with a demand, look at it, open it, and return it as the public sees it."""
    write(
        page,
        {
            "#id_title": "Open the files",
            "#id_target": "Members of Congress",
            "#id_ask": "Investigate what happened.",
            "#id_reasons": "Because *somebody* has to.",
            "#id_demands-0-position": "1",
            "#id_demands-0-text": "Publish what you found.",
        },
    )
    follow(page, "input[name=_preview]")
    expect(page.get_by_role("heading", name="Preview for organizers")).to_be_visible()
    expect(page.get_by_text("Publish what you found.")).to_be_visible()
    petition = Petition.objects.get()
    assert petition.slug == "open-the-files"
    page.goto(f"{pages.address}/admin/pledges/petition/{petition.pk}/change/")
    tab_to(page.locator("#id_state"))
    page.keyboard.type("open")
    follow(page, "input[name=_save]")
    visitor = pages.open(petition.get_absolute_url())
    expect(visitor.get_by_role("heading", name="Open the files", level=1)).to_be_visible()
    return petition


class TestAPetition:
    def test_is_written_opened_and_told_about(self, pages: WatchedPages, page: Page) -> None:
        Profile.objects.create(name="Ours", ask="We ask.", postal_address="P.O. Box 1")
        petition = opened(pages, page)
        for _number in range(2):
            a_signature(petition, a_supporter(agreed_at=timezone.now()))
        a_signature(petition)
        page.goto(f"{pages.address}/admin/pledges/update/add/")
        tab_to(page.locator("#id_petition"))
        page.keyboard.type("Open")
        write(page, {"#id_title": "We met them", "#id_body": "They listened."})
        tab_to(page.locator("#id_published_at"))
        moment = timezone.localtime() - datetime.timedelta(minutes=5)
        page.locator("#id_published_at").fill(moment.strftime("%Y-%m-%dT%H:%M:%S"))
        follow(page, "input[name=_preview]")
        expect(page.get_by_text("Hello Ada,")).to_be_visible()
        follow(page, "a.button[href$='/mail/']")
        expect(page.get_by_role("heading", name="Email 2 signers")).to_be_visible()
        follow(page, "#content-main input[type=submit]")
        expect(page.get_by_text("We’ve started sending.")).to_be_visible()
        work()
        work()
        assert len(mail.outbox) == 2
        update = Update.objects.get()
        page.goto(f"{pages.address}/admin/pledges/update/{update.pk}/change/")
        expect(page.locator("dt:text-is('Sent') + dd")).to_have_text("2")
        visitor = pages.open(petition.get_absolute_url())
        expect(visitor.get_by_text("They listened.")).to_be_visible()

    def test_loses_a_flood_and_gets_it_back(
        self, pages: WatchedPages, page: Page, tmp_path: Path
    ) -> None:
        petition = opened(pages, page)
        for number in range(3):
            a_signature(petition, a_supporter(f"s{number}@flood.example"))
        a_signature(petition, a_supporter("ines@example.org", agreed_at=timezone.now()))
        page.goto(f"{pages.address}/admin/pledges/invalidation/add/")
        tab_to(page.locator("#id_petition"))
        page.keyboard.type("Open")
        write(page, {"#id_public_reason": "A flood.", "#id_email_domain": "flood.example"})
        follow(page, "input[name=_save]")
        work()
        follow(page, "p[role=status] a")
        expect(page.get_by_text("3 signatures")).to_be_visible()
        for act, count in (("apply", 1), ("revert", 4)):
            follow(page, f"a.button[href$='/{act}/']")
            follow(page, "#content-main input[type=submit]")
            work()
            assert petition_figures(petition).total == count
            page.reload()
        assert Invalidation.objects.get().counted_count == 3
        visitor = pages.open(petition.get_absolute_url())
        expect(visitor.get_by_text("3 signatures removed as fraudulent")).to_be_visible()
        expect(visitor.get_by_text("3 signatures restored")).to_be_visible()

        page.goto(f"{pages.address}/admin/pledges/export/add/")
        write(page, {"#id_reason": "A letter."})
        tab_to(page.locator("#content-main input[type=submit]"))
        with page.expect_download() as download:
            page.keyboard.press("Enter")
        file = tmp_path / "export.csv"
        download.value.save_as(file)
        assert re.fullmatch(r"supporters-[0-9-]{10}\.csv", download.value.suggested_filename)
        with file.open(newline="") as lines:
            assert [row["email"] for row in csv.DictReader(lines)] == ["ines@example.org"]
