"""A campaign's staff answer by the link that came in an email, on a phone and without scripts.

The site's own worker and email sender run beside it, and a mail server takes what they send.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from candidates import ledger
from candidates.desk import links
from candidates.models import Answer, DeskLink, DeskSubmission, Evidence
from tests.campaign.lib import workers
from tests.campaign.lib.outbox.conftest import smtp
from tests.candidates.desk.desks import FORMS, a_link, path_of, submit
from tests.candidates.ledger.test_notices import refusal
from tests.factories import (
    SOURCE,
    OrganizerFactory,
    OutreachFactory,
    publish_answer,
    run,
)
from tests.journeys.conftest import WatchedPages
from tests.journeys.keyboard import follow, tab_to
from tests.journeys.organizers import open_as
from tests.pictures import heic
from tests.smtp_server import SmtpServer

__all__ = ["smtp"]
LINK = re.compile(r"^(https?://[^/\n]+/desk/\S+)$", re.MULTILINE)
ADDRESSES = ("desk@basalt.example", "own@basalt.example", "press@basalt.example")
TOO_LARGE = "Your files are larger than 25 MB together."
NO = "This link doesn’t work"
STATEMENT = "No one should fear their own door."
REFUSED = re.compile("status of 4(04|09|22) ")  # what Chromium says about our own answers


@pytest.fixture
def processes(
    smtp: SmtpServer,
    site_address: str,
    tmp_path: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[None]:
    """Let a job worker and an email sender of the site run, with files of their own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_MEDIA_ROOT = tmp_path / "private"
    for name, value in {"EMAIL_URL": smtp.url, "SITE_URL": site_address, "VAR": tmp_path}.items():
        monkeypatch.setenv(name, str(value))
    with ExitStack() as stack:
        for command in ("worker", "send_messages"):
            output = tmp_path / f"{command}.output"
            start = stack.enter_context(workers.started(output, command, "campaign.settings"))
            start()
        yield


def email_to(server: SmtpServer, address: str, words: str) -> str:
    """Wait for an email to `address` that contains `words`, and return its text."""

    def found() -> list[str]:
        texts = []
        for delivery in list(server.deliveries):
            if delivery.recipient == address:
                text = next(each for each in delivery.message.walk() if not each.is_multipart())
                texts.append(text.get_payload(decode=True).decode().replace("\r\n", "\n"))
        return [each for each in texts if words in each]

    workers.wait_for(lambda: bool(found()))
    return found()[0]


def choose_by_keyboard(page: Page, path: Path) -> None:
    tab_to(page.locator("#id_scans"))
    page.keyboard.press("Enter")
    expect(page.locator("#id_scans")).to_have_value(re.compile(path.name))


def large_file(folder: Path) -> Path:
    path = folder / "large.pdf"
    with path.open("wb") as file:
        file.truncate(27_000_000)
    return path


def sign(page: Page, large: Path, photo: Path) -> None:
    """Sign the pledge by keyboard, with two mistakes on the way."""
    choices = iter((large, photo))
    page.on("filechooser", lambda chooser: chooser.set_files(next(choices)))
    follow(page, "a[href$='/send/sign/']")
    tab_to(page.locator("#id_sender_name"))
    page.keyboard.type("Ines Basalt")
    tab_to(page.locator("#id_words"))
    page.keyboard.type(STATEMENT)
    choose_by_keyboard(page, large)
    follow(page, "form .button[type=submit]")
    problems = page.inner_text(".error-summary")
    assert "Say whether you’re the candidate" in problems
    assert TOO_LARGE in problems
    assert page.input_value("#id_words") == STATEMENT
    tab_to(page.get_by_label("I’m the candidate"))
    page.keyboard.press("Space")
    choose_by_keyboard(page, photo)
    follow(page, "form .button[type=submit]")
    expect(page.locator("h1")).to_have_text("We got it")


@pytest.mark.usefixtures("processes")
class TestByLink:
    def test_signs_on_a_phone_and_sees_it_published(
        self, pages: WatchedPages, smtp: SmtpServer, tmp_path: Path
    ) -> None:
        campaign = run(
            "Ines Basalt",
            published_email="desk@basalt.example",
            published_contact_source=SOURCE,
            contact_email="own@basalt.example",
        )
        a_link(campaign, "press@basalt.example")
        robin, sasha = OrganizerFactory.create_batch(2, is_superuser=True)
        send = reverse("admin:candidates_candidacy_send_link", args=[campaign.pk])
        first = open_as(pages, robin, send)
        expect(first.get_by_label("Email address")).to_have_value("desk@basalt.example")
        first.get_by_role("button", name="Send the link").click()
        (address,) = LINK.findall(email_to(smtp, "desk@basalt.example", "/desk/"))

        phone = pages.open(address, width=390, java_script_enabled=False)
        photo = tmp_path / "IMG_0001.heic"
        photo.write_bytes(heic())
        sign(phone, large_file(tmp_path), photo)
        sent = DeskSubmission.objects.get()
        for each in ADDRESSES:
            assert sent.sha256 in email_to(smtp, each, STATEMENT)

        forwarded = pages.open(address, width=320, java_script_enabled=False)
        expect(forwarded.locator("main")).to_contain_text("What your campaign sent us")
        assert forwarded.context.cookies() == phone.context.cookies() == []
        link = DeskLink.objects.get(email="desk@basalt.example")
        assert link.openings.exists()

        first.goto(reverse("admin:candidates_desksubmission_record", args=[sent.pk]))
        first.get_by_role("button", name="Record").click()
        expect(first.get_by_text("so someone else has to verify it.")).to_be_visible()
        workers.wait_for(lambda: not any(each.is_copy_waiting for each in Evidence.objects.all()))
        review = reverse("admin:candidates_answer_review", args=[Answer.objects.get().pk])
        second = open_as(pages, sasha, review)
        second.locator(".decisions button").first.click()
        expect(second.get_by_text("Published: Ines Basalt")).to_be_visible()
        for each in ADDRESSES:
            email_to(smtp, each, "We published it on")

        phone.goto(address)
        follow(phone, "a[href$='/certificate/']")
        expect(phone.locator("h1")).to_have_text("Ines Basalt signed the pledge")
        phone.go_back()
        follow(phone, "a[href^='/share/candidate/']")
        assert phone.locator("main img").first.evaluate("image => image.naturalWidth") > 500
        phone.goto(campaign.get_absolute_url())
        expect(phone.locator("main")).to_contain_text(STATEMENT)
        for private in ADDRESSES[1:]:
            expect(phone.locator("main")).not_to_contain_text(private)

        forwarded.reload()
        follow(forwarded, "a[href$='/send/take-back/']")
        tab_to(forwarded.locator("#id_words"))
        forwarded.keyboard.type("We never meant to sign.")
        first.goto(reverse("admin:candidates_desklink_turn_off", args=[link.pk]))
        first.get_by_role("button", name="Turn it off").click()
        expect(first.get_by_text("The link doesn’t work anymore.")).to_be_visible()
        follow(forwarded, "form .button[type=submit]")
        expect(forwarded.locator("h1")).to_have_text(NO)
        expect(forwarded.locator("main")).to_contain_text("We never meant to sign.")
        expect(forwarded.locator("main")).to_contain_text("How to get a new one")
        pages.complaints = [each for each in pages.complaints if not REFUSED.search(each)]


def campaign_with_notice() -> DeskLink:
    """Return the link of a campaign that got notice of a refusal and has sent us something."""
    link = a_link(run("Ines Basalt"))
    OutreachFactory.create(candidacy=link.candidacy)
    submit(link, "fact")
    ledger.notices.send(refusal(link.candidacy), by=OrganizerFactory.create(), now=timezone.now())
    return link


def campaign_that_signed() -> DeskLink:
    """Return the link of a campaign that signed, and whose reply is public."""
    link = a_link(run("Omar Chert"))
    publish_answer(link.candidacy, "signed", statement="Yes.")
    reply = submit(link, "reply")
    ledger.desk.accept(reply, by=OrganizerFactory.create(), now=timezone.now())
    return link


class TestPages:
    def test_are_for_everybody(
        self,
        pages: WatchedPages,
        assert_for_everybody: Callable[[Page], None],
        assert_each_for_everybody: Callable[[Iterable[str]], None],
        assert_each_reads_the_same: Callable[[Iterable[str], str], None],
        subtests: pytest.Subtests,
        tmp_path: Path,
    ) -> None:
        silent, signed = campaign_with_notice(), campaign_that_signed()
        own, other = path_of(silent), path_of(signed)
        sent = silent.submissions.get()
        shown = [own, f"{own}sent/{sent.pk}/", other, f"{other}certificate/"]
        of_signed = ("take-back", "dispute")
        forms = [
            path_of(signed if action in of_signed else silent, send=action) for action in FORMS
        ]
        nothing = [f"/desk/{'x' * 43}/", f"{own}certificate/"]
        assert_each_for_everybody([*shown, *nothing])
        assert_each_reads_the_same([*shown, *forms, *nothing], "main")

        page = pages.open("about:blank")
        for path in forms:
            with subtests.test(f"mistakes in {path}"):
                page.goto(path)
                page.locator("form .button[type=submit]").click()
                expect(page.locator(".error-summary")).to_be_focused()
                assert_for_everybody(page)
        page.goto(path_of(silent, send="sign"))
        page.set_input_files("#id_scans", large_file(tmp_path))
        expect(page.get_by_role("alert")).to_have_text(re.compile(TOO_LARGE))
        page.fill("#id_sender_name", "Ines Basalt")
        page.locator("form .button[type=submit]").click()
        expect(page.locator("#id_scans")).to_be_focused()
        assert_for_everybody(page)
        page.set_input_files("#id_scans", [])
        expect(page.locator("#id_scans_problem")).to_be_empty()
        expect(page.locator("#id_scans")).to_have_attribute("aria-invalid", "false")

        page.fill("#id_words", STATEMENT)
        publish_answer(silent.candidacy)
        page.locator("form .button[type=submit]").click()
        expect(page.locator("h1")).to_have_text("You can’t send this right now")
        expect(page.locator("main")).to_contain_text(STATEMENT)
        assert_for_everybody(page)

        page.goto(path_of(signed, send="reply"))
        page.fill("#id_words", STATEMENT)
        links.revoke(signed, by=OrganizerFactory.create(), now=timezone.now())
        page.locator("form .button[type=submit]").click()
        expect(page.locator("h1")).to_have_text(NO)
        expect(page.locator("main")).to_contain_text(STATEMENT)
        assert_for_everybody(page)
        pages.complaints = [each for each in pages.complaints if not REFUSED.search(each)]
