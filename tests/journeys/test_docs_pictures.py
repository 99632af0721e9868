"""The pictures in docs/organizing.md. `make pictures` takes them again, from the demo.

`.ci/run` opens the same pages without keeping the pictures.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.conf import settings as site_settings
from django.contrib.auth.models import Group, User
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page
from pytest_django import Settings

from campaign.accounts.access import Role
from campaign.accounts.invitations import invite
from campaign.accounts.models import Invitation
from campaign.lib import passwords
from candidates.admin.night_pages import page_of_night
from candidates.call_queue import unassigned
from candidates.importers.sheets.apply import bring
from candidates.ledger import acts
from candidates.models import Act, Answer, Candidacy, SheetImport, Stage
from candidates.nights import Night
from candidates.tasks import check_sheet
from tests.candidates.admin.pages import page_of
from tests.factories import AnswerFactory, EvidenceFactory, OrganizerFactory
from tests.journeys.conftest import TAKES_PICTURES, WatchedPages
from tests.journeys.organizers import create_account, set_up_app
from tests.sheet_files import xlsx
from tests.thorough import IS_THOROUGH

FOLDER = site_settings.BASE_DIR / "docs" / "pictures"
# An evening before some of the demo's primaries.
EVENING = "2026-06-02T22:00:00Z"
SIZE: Any = {"width": 960, "height": 640}
LOAD_FONTS = "Promise.allSettled([...document.fonts].map(font => font.load())).then(() => null)"
HIDE_MENU = "localStorage.setItem('django.admin.navSidebarIsOpen', 'false')"
COLORS = 32
MOST_BYTES = 400_000


def take(page: Page, name: str) -> None:
    """Keep what the page shows as docs/pictures/NAME.png, in few colors so that it's small."""
    if not TAKES_PICTURES:
        return
    page.wait_for_load_state()
    page.evaluate(LOAD_FONTS)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(COLORS).save(FOLDER / f"{name}.png", optimize=True)


@pytest.fixture
def evening(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, world_files: None
) -> Iterator[None]:
    """Let it be an evening of that spring, and passwords be hashed fast."""
    monkeypatch.setattr(passwords.BoundedArgon2PasswordHasher, "memory_cost", 64)
    with time_machine.travel(EVENING):
        yield


@pytest.fixture
def named(pages: WatchedPages, evening: None, settings: Settings) -> WatchedPages:
    """Open pages under a name, so that the page about passkeys looks as on a real site."""
    address = pages.address.replace("127.0.0.1", "localhost")
    settings.SITE_URL, settings.CSRF_TRUSTED_ORIGINS = address, [address]
    return WatchedPages(pages.browser, address)


def give_work(wren: User, sasha: User) -> dict[str, str]:
    """Give Wren campaigns to call and an answer to verify; return the addresses to show."""
    now = timezone.now()
    wren.groups.set(Group.objects.filter(name__in=[Role.CALLER, Role.RECORDER, Role.VERIFIER]))
    title = "Gave 12 campaigns to Wren"
    with acts.acting(Act.Kind.ASSIGNMENT, title=title, by=sasha, now=now) as act:
        mine = [row.pk for row in unassigned(wren, on=timezone.localdate(now))[:12]]
        for row in acts.locked(Candidacy, mine):
            act.set(row, assigned_to=wren)
    silent = Candidacy.objects.filter(assigned_to=wren).order_by("pk")
    answer = AnswerFactory.create(candidacy=silent[0], recorded_by=sasha)
    lead = EvidenceFactory.create(answer=answer)
    Answer.objects.filter(pk=answer.pk).update(lead_evidence=lead)
    rows = [[row.pk, f"https://example.org/{row.pk}"] for row in silent[1:6]]
    book = xlsx([["id", "Website"], *rows])
    sheet = bring(book, kind="campaigns", file_name="Websites of June.xlsx", by=wren, now=now)
    night = Stage.objects.filter(held_on__gte="2026-06-02").order_by("held_on", "pk")[0]
    return {
        "review": reverse("admin:candidates_answer_review", args=[answer.pk]),
        "my-campaigns": reverse("admin:candidates_candidacy_mine"),
        "call": reverse("admin:candidates_candidacy_call", args=[silent[1].pk]),
        "election-night": page_of_night(Night.of(night)),
        "sheet": reverse("admin:candidates_sheetimport_columns", args=[sheet.pk]),
        "undo": page_of(act.row),
        "record": f"{reverse('admin:candidates_answer_add')}?candidacy={silent[2].pk}",
    }


@pytest.mark.skipif(not (TAKES_PICTURES or IS_THOROUGH), reason=".ci/run opens these pages")
@pytest.mark.world("demo")
class TestPictures:
    def test_show_the_first_ten_minutes_of_a_volunteer(self, named: WatchedPages) -> None:
        sasha = OrganizerFactory.create(username="sasha", is_superuser=True)
        invitation = Invitation(email="wren@example.org", role=Role.RECORDER)
        invite(invitation, by=sasha)
        page = named.open("/admin/login/")
        page.set_viewport_size(SIZE)
        page.evaluate(f"{LOAD_FONTS}.then(() => {HIDE_MENU})")
        page.goto(f"/admin/invitation/{invitation.token()}/")
        take(page, "invitation")
        create_account(page, "wren")
        page.wait_for_url("**/set-up/**")
        take(page, "second-factor")
        set_up_app(page)
        work = give_work(User.objects.get(username="wren"), sasha)
        for name, path in ({"front-page": "/admin/"} | work).items():
            response = page.goto(path)
            assert response is not None
            assert response.status == 200, path
            if name == "sheet":
                page.get_by_role("button", name="Preview the changes").click()
                page.wait_for_url("**/change/")
                check_sheet(SheetImport.objects.get().pk)
                page.reload()
            take(page, name)
        assert named.complaints == []


class TestGuide:
    def test_shows_every_picture_and_they_are_small(self) -> None:
        text = (site_settings.BASE_DIR / "docs" / "organizing.md").read_text(encoding="utf-8")
        shown = re.findall(r"!\[[^\]]+\]\(pictures/([a-z-]+\.png)\)", text)
        sizes = {path.name: path.stat().st_size for path in FOLDER.iterdir()}
        assert sorted(shown) == sorted(sizes)
        assert sum(sizes.values()) < MOST_BYTES
