"""A campaign's staff answer from a phone, by the link that came in an email."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from django.utils import timezone
from playwright.sync_api import Page, expect

from candidates import ledger
from candidates.desk import links
from candidates.models import DeskSubmission
from tests.campaign.lib.outbox.conftest import smtp
from tests.candidates.desk.desks import a_link, send_due
from tests.factories import OrganizerFactory, run
from tests.journeys.conftest import WatchedPages
from tests.journeys.keyboard import follow, tab_to
from tests.smtp_server import SmtpServer

__all__ = ["smtp"]
LINK = re.compile(r"^https?://[^/\n]+(/desk/\S+)$", re.MULTILINE)


def words_of(page: Page) -> str:
    return " ".join(page.inner_text("main").split())


def emails_at(server: SmtpServer) -> dict[str, str]:
    """Return the text of the newest email to each address."""
    found = {}
    for delivery in server.deliveries:
        text, _html = delivery.message.get_payload()
        found[delivery.recipient] = text.get_payload(decode=True).decode().replace("\r\n", "\n")
    return found


class TestCampaignDesk:
    def test_signs_by_keyboard_and_sees_it_published(
        self,
        pages: WatchedPages,
        smtp: SmtpServer,
        assert_each_for_everybody: Callable[[Iterable[str]], None],
    ) -> None:
        campaign = run("Ines Basalt", contact_email="own@basalt.example")
        link = a_link(campaign)
        send_due()
        (path,) = LINK.findall(emails_at(smtp)["desk@basalt.example"])
        page = pages.open(path, width=320, java_script_enabled=False)
        follow(page, "a[href$='/send/sign/']")
        tab_to(page.locator("#id_sender_name"))
        page.keyboard.type("Ines Basalt")
        tab_to(page.locator("#id_words"))
        page.keyboard.type("No one should fear their own door.")
        follow(page, "form .button[type=submit]")
        assert "Say whether you’re the candidate" in page.inner_text(".error-summary")
        assert page.input_value("#id_words") == "No one should fear their own door."
        tab_to(page.get_by_label("I’m the candidate"))
        page.keyboard.press("Space")
        follow(page, "form .button[type=submit]")
        assert "We got it" in page.inner_text("h1")
        assert page.context.cookies() == []

        send_due()
        sent = DeskSubmission.objects.get()
        for address in ("desk@basalt.example", "own@basalt.example"):
            assert sent.sha256 in emails_at(smtp)[address]
        answer = ledger.desk.record(sent, by=OrganizerFactory.create())
        ledger.answers.verify(answer, by=OrganizerFactory.create())
        ledger.answers.publish(answer, now=timezone.now())
        send_due()
        assert "Done on" in emails_at(smtp)["own@basalt.example"]
        public = words_of(pages.open(campaign.get_absolute_url()))
        assert "No one should fear their own door." in public
        assert "@" not in public.partition("Ask")[0]
        follow(page, ".masthead__action a")
        follow(page, "a[href$='/certificate/']")
        expect(page.locator("h1")).to_have_text("Ines Basalt signed the pledge")

        certificate = urlsplit(page.url).path
        forms = [f"{path}send/{action}/" for action in ("take-back", "fact")]
        assert_each_for_everybody([path, *forms, certificate])

        links.revoke(link, by=OrganizerFactory.create(), now=timezone.now())
        page.goto(pages.address + path)
        assert "This link doesn’t work" in page.inner_text("h1")
        pages.complaints = [each for each in pages.complaints if not re.search("404|422", each)]
