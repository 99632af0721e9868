"""A photograph of a signed page becomes a published answer, by two people and by keyboard."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from campaign.lib.admin.fields import CameraInput
from campaign.lib.picture_sizes import MAXIMUM_PIXELS
from candidates.models import Answer, Candidacy, Evidence
from tests.factories import OrganizerFactory, PledgeTextFactory, run
from tests.journeys.conftest import WatchedPages
from tests.journeys.effort import Effort
from tests.journeys.keyboard import follow, tab_to
from tests.journeys.organizers import open_as
from tests.pictures import photograph, picture, with_position
from tests.second_factor import code_of, with_app
from tests.thorough import sample


@pytest.fixture
def photo(settings, tmp_path: Path) -> Path:
    """Return a photograph on disk; what the site stores goes beside it."""
    settings.PRIVATE_MEDIA_ROOT = tmp_path / "private"
    settings.MEDIA_ROOT = tmp_path / "public"
    path = tmp_path / "IMG_0001.jpg"
    path.write_bytes(photograph())
    return path


def fill_in(page: Page, photo: Path) -> None:
    """Fill in the form without a mouse. It begins in its first box."""
    keyboard = page.keyboard
    page.on("filechooser", lambda chooser: chooser.set_files(photo))
    expect(page.locator(".field-candidacy .select2-selection")).to_be_focused()
    keyboard.type("MI-11 qua")
    expect(page.locator(".select2-results__option--highlighted")).to_have_text(
        "Ada Quartz — MI-11 (House, 2026)"
    )
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    keyboard.press("Enter")
    tab_to(page.locator("#id_answered"))
    keyboard.type("2026-03-14")
    tab_to(page.locator("#id_signer_name"))
    keyboard.type("Ada Quartz")
    tab_to(page.locator("#id_signer_role"))
    keyboard.type("candidate")
    tab_to(page.locator("#id_evidence_kind"))
    keyboard.type("signed document")
    tab_to(page.locator("#id_file"))
    keyboard.press("Enter")
    expect(page.locator("#id_file")).to_have_value(re.compile(photo.name))


def log_in_and_send(page: Page, photo: Path, key: str) -> None:
    """Log in again after the session expired, and send what was kept."""
    expect(page.locator("#id_username")).to_be_focused()
    page.keyboard.type("robin")
    tab_to(page.locator("#id_password"))
    page.keyboard.type("quartz")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_label("Code")).to_be_focused()
    page.keyboard.type(code_of(key))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="We saved your form")).to_be_visible()
    expect(page.locator(".facts")).to_contain_text("Ada Quartz — MI-11 (House, 2026)")
    expect(page.locator(".facts")).to_contain_text(photo.name)
    follow(page, "input[type=submit].default")


def open_evidence_among_many(page: Page) -> None:
    """Open the evidence in a tab of its own and come back: its answer can be checked."""
    box = page.get_by_role("checkbox", name="Ada Quartz")
    expect(box).to_be_disabled()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Open the").click()
    opened.value.close()
    # No browser without a window says when a tab comes to the front.
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(box).to_be_enabled()
    expect(page.get_by_text("You can check 1 answer.")).to_be_visible()
    expect(page.get_by_text("opened", exact=True)).to_be_visible()


def review_of(answer: Answer, pages: WatchedPages) -> str:
    return f"{pages.address}/admin/candidates/answer/{answer.pk}/review/"


def correct(page: Page) -> None:
    """Correct who signed, on a draft that takes the place of the published answer."""
    follow(page, ".decisions button")
    tab_to(page.locator("#id_signer_role"))
    page.keyboard.press("Control+A")
    page.keyboard.type("Campaign manager")
    follow(page, "input[name=_save]")
    expect(page.get_by_role("heading", name="Review answer")).to_be_visible()


def figures(client: Client) -> dict[str, tuple[int, bool]]:
    """Return what each public place says: how many signed, and whether Ada Quartz is one."""

    def text(path: str) -> str:
        response = client.get(path)
        assert response.status_code == 200, path
        return response.content.decode()

    def count(path: str) -> int:
        found = re.search(r"([0-9]+)\s*(?:<[^>]*>\s*)*signed", text(path))
        return int(found[1]) if found else 0

    candidacy = Candidacy.objects.get(person__full_name="Ada Quartz")
    rows = client.get("/tracker.json?status=signed").json()
    stats = client.get("/stats.json").json()
    table = text("/tracker.csv?status=signed")
    return {
        "stats": (stats["signed"], stats["signed"] == 1),
        "json": (rows["count"], any(row["name"] == "Ada Quartz" for row in rows["rows"])),
        "csv": (len(table.splitlines()) - 1, "Ada Quartz" in table),
        "home": (count("/"), count("/") == 1),
        "tracker": (rows["count"], "badge--signed" in text("/tracker/?q=Quartz")),
        "state": (rows["count"], "badge--signed" in text("/tracker/mi/")),
        "signed": (rows["count"], "Ada Quartz" in text("/tracker/signed/")),
        "page": (rows["count"], "verdict--signed" in text(candidacy.get_absolute_url())),
    }


class TestRecordAnAnswer:
    @pytest.mark.parametrize("width", sample([390, 1280], 2))
    def test_by_keyboard_with_a_photograph_and_a_second_person(
        self,
        pages: WatchedPages,
        photo: Path,
        client: Client,
        note_effort: Callable[[str, Effort], None],
        width: int,
    ) -> None:
        PledgeTextFactory.create()
        run("Ada Quartz")
        run("Mica Fern")
        robin = OrganizerFactory.create(username="robin", is_superuser=True)
        sasha = OrganizerFactory.create(username="sasha", is_superuser=True)

        robin.set_password("quartz")
        robin.save()
        page = open_as(pages, robin, "/admin/candidates/answer/add/", width=width)
        recording = Effort(page)
        fill_in(page, photo)
        if width == 390:
            Session.objects.update(expire_date=timezone.now() - datetime.timedelta(hours=1))
        follow(page, "input[type=submit]")
        if width == 390:
            log_in_and_send(page, photo, with_app(robin).key)
        expect(page.get_by_role("heading", name="Review answer")).to_be_visible()
        note_effort("record an answer" + " (session expired)" * (width == 390), recording)
        expect(page.get_by_text("so someone else has to verify it.")).to_be_visible()
        assert set(figures(client).values()) == {(0, False)}
        evidence = Evidence.objects.get()
        assert Path(evidence.original.path).read_bytes() == photo.read_bytes()

        second = open_as(pages, sasha, "/admin/candidates/answer/verify-many/", width=width)
        open_evidence_among_many(second)
        second.goto(f"{pages.address}/admin/candidates/answer/waiting/")
        verifying = Effort(second)
        follow(second, "#content tbody a")
        image = second.get_by_role("img", name="What the public sees")
        expect(image).to_be_visible()
        assert image.evaluate("image => image.naturalWidth") == 40
        follow(second, ".decisions button")
        expect(second.get_by_text("Published: Ada Quartz")).to_be_visible()
        note_effort("verify an answer", verifying)
        assert figures(client) == dict.fromkeys(figures(client), (1, True))
        assert "Ada Quartz" in client.get("/tracker/feed/").content.decode()

        answer = Answer.objects.get()
        correcting = Effort(page)
        page.goto(review_of(answer, pages))
        correct(page)
        note_effort("correct an answer", correcting)
        correction = answer.superseded_by.get()
        second.goto(review_of(correction, pages))
        expect(second.get_by_text("Ada Quartz, Campaign manager")).to_be_visible()
        follow(second, ".decisions button")
        expect(second.get_by_text("Published: Ada Quartz")).to_be_visible()
        assert "Campaign manager" in client.get(answer.candidacy.get_absolute_url()).text

        # What was corrected counts again until it is retracted, too.
        for each, then in ((correction, (1, True)), (answer, (0, False))):
            second.goto(review_of(each, pages))
            follow(second, "a[href$='/retract/']")
            tab_to(second.locator("#id_reason"))
            second.keyboard.type("Signed by somebody else.")
            follow(second, "input[type=submit]")
            expect(second.get_by_text("Retracted: Ada Quartz")).to_be_visible()
            assert set(figures(client).values()) == {then}

        shown = client.get(answer.candidacy.get_absolute_url()).content.decode()
        assert "Signed by somebody else." in shown
        for path in ("/corrections/", "/corrections/feed/"):
            assert "Signed by somebody else." in client.get(path).content.decode()
        call_command("check_record")

    def test_says_first_what_is_wrong_keeps_what_was_typed_and_shrinks_a_large_picture(
        self, pages: WatchedPages, db: None, tmp_path: Path
    ) -> None:
        PledgeTextFactory.create()
        robin = OrganizerFactory.create(username="robin", is_superuser=True)
        page = open_as(pages, robin, "/admin/candidates/answer/add/")
        tab_to(page.locator("#id_signer_name"))
        page.keyboard.type("Ada Quartz")
        page.keyboard.press("Enter")
        expect(page.locator(".problems")).to_be_focused()
        assert page.title().startswith("Error: ")
        expect(page.locator("#id_signer_name")).to_have_value("Ada Quartz")
        page.get_by_role("link", name=re.compile("Answered on")).click()
        expect(page.locator("#id_answered")).to_be_focused()
        [notice] = pages.complaints
        assert "422" in notice
        pages.complaints.clear()

        large = tmp_path / "large.png"
        large.write_bytes(picture("PNG", size=(9000, 6000), mode="1"))
        page.locator("#id_file").set_input_files(large)
        expect(page.locator("#id_file")).to_have_value(re.compile(r"picture\.jpg"))
        pixels = page.locator("#id_file").evaluate(
            """async (input) => {
                const picture = await createImageBitmap(input.files[0]);
                return picture.width * picture.height;
            }"""
        )
        assert 0.9 * MAXIMUM_PIXELS < pixels <= MAXIMUM_PIXELS

        taken, camera = tmp_path / "taken.jpg", page.locator("[capture]")
        taken.write_bytes(picture("JPEG", size=(3200, 100), exif=with_position()))
        assert b"Exif" in taken.read_bytes()
        camera.set_input_files(taken)
        expect(camera).to_have_value(re.compile(r"picture\.jpg"))
        side, has_exif = camera.evaluate(
            """async (input) => {
                const picture = await createImageBitmap(input.files[0]);
                const bytes = new TextDecoder("latin1").decode(await input.files[0].arrayBuffer());
                return [Math.max(picture.width, picture.height), bytes.includes("Exif")];
            }"""
        )
        assert (side, has_exif) == (CameraInput.longest_side, False)
