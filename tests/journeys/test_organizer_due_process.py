"""Refusals wait for their campaigns, and doubts, disputes and errors are decided in public."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from candidates.models import Answer, Candidacy
from candidates.working_days import end_of_working_days
from tests.campaign.lib.outbox.sending import drain
from tests.candidates.desk.desks import a_link
from tests.factories import SOURCE, OrganizerFactory, publish_answer, run
from tests.journeys.conftest import WatchedPages
from tests.journeys.keyboard import follow, tab_to
from tests.journeys.organizers import open_as

MONDAY = datetime.datetime(2026, 3, 2, 12, tzinfo=timezone.get_default_timezone())
REPLY = "We answered a question about sanctuary cities. It wasn’t about this pledge."
LINK = re.compile(r"^https?://[^/\n]+(/desk/\S+)$", re.MULTILINE)
SUBMIT = "#content input[type=submit]"


def page_of(name: str, answer: Answer) -> str:
    return f"a[href='/admin/candidates/answer/{answer.pk}/{name}/']"


def type_into(page: Page, texts: dict[str, str]) -> None:
    for selector, text in texts.items():
        tab_to(page.locator(selector))
        page.keyboard.type(text)


def words_of(path: str) -> str:
    """Return what everybody reads at a public address."""
    text = re.sub("<[^>]+>", " ", Client().get(path).text.partition("<main")[2])
    return " ".join(text.split())


def assert_status(campaign: Candidacy, label: str) -> None:
    """Look up what the campaign’s page and its row of the tracker say about its answer."""
    parts = {
        campaign.get_absolute_url(): r'"verdict__word">(.*?)</p>',
        "/tracker/?q=Basalt": r'"ledger__answer"[^>]*>(.*?)</td>',
    }
    for path, part in parts.items():
        found = re.search(part, Client().get(path).text, re.DOTALL)
        said = re.sub("<[^>]+>", "", found[1]).strip() if found else ""
        assert said.startswith(label), path


@pytest.fixture
def robin(site_address: str) -> User:
    robin: User = OrganizerFactory.create(username="robin", is_superuser=True)
    return robin


@pytest.fixture
def sasha(site_address: str) -> User:
    sasha: User = OrganizerFactory.create(username="sasha", is_superuser=True)
    return sasha


class TestRefusal:
    def test_is_published_with_the_reply_once_the_campaign_had_its_time(
        self,
        pages: WatchedPages,
        robin: User,
        sasha: User,
        assert_accessible: Callable[[Page], None],
    ) -> None:
        with time_machine.travel(MONDAY) as clock:
            campaign = run(
                "Ines Basalt",
                published_email="desk@basalt.example",
                published_contact_source=SOURCE,
                contact_email="boss@basalt.example",
            )
            a_link(campaign, "desk@basalt.example")
            drain()
            mail.outbox.clear()

            # One organizer records the refusal and tells the campaign.
            first = open_as(pages, robin, f"/admin/candidates/answer/add/?candidacy={campaign.pk}")
            refusal = {
                "#id_answered": "2026-03-01",
                "#id_evidence_kind": "letter",
                "#id_url": "https://basalt.example/no",
            }
            tab_to(first.locator("input[name=kind]:checked"))
            first.keyboard.press("ArrowDown")
            type_into(first, refusal)
            follow(first, SUBMIT)
            answer = Answer.objects.get()
            follow(first, page_of("notice", answer))
            follow(first, SUBMIT)
            expect(
                first.get_by_text("The campaign has until the end of March 9, 2026")
            ).to_be_visible()
            drain()
            told = {email.to[0]: email.body for email in mail.outbox}
            assert told.keys() == {"desk@basalt.example", "boss@basalt.example"}
            for body in told.values():
                assert "https://basalt.example/no" in body
                assert "until the end of March 9, 2026" in body

            # The campaign replies, and a second person reads that first.
            [path] = LINK.findall(told["desk@basalt.example"])
            desk = pages.open(path, width=320, java_script_enabled=False)
            follow(desk, "a[href$='/send/reply/']")
            type_into(desk, {"#id_sender_name": "Ines Basalt", "#id_words": REPLY})
            tab_to(desk.get_by_label("I’m the candidate"))
            desk.keyboard.press("Space")
            follow(desk, "form .button[type=submit]")
            expect(desk.locator("h1")).to_have_text("We got it")
            second = open_as(pages, sasha, f"/admin/candidates/answer/{answer.pk}/review/")
            expect(second.locator("#content-main")).to_contain_text(REPLY)
            assert_accessible(second)
            follow(second, ".review a[href*='/desksubmission/']")
            follow(second, ".object-tools a[href$='/accept/']")
            follow(second, SUBMIT)
            second.goto(f"{pages.address}/admin/candidates/answer/{answer.pk}/review/")
            follow(second, ".decisions button:has-text('Verify only')")
            follow(second, ".decisions button:has-text('Publish')")
            expect(second.locator(".messagelist")).to_contain_text("The campaign has until")
            public = campaign.get_absolute_url()
            assert_status(campaign, "No answer")
            assert REPLY not in words_of(public)

            # Five working days later, the front page says so.
            clock.move_to(end_of_working_days(MONDAY, 5))
            later = open_as(pages, sasha, "/admin/")
            follow(later, "a:has-text('refusal to publish')")
            follow(later, "#content tbody a")
            follow(later, ".decisions button:has-text('Publish')")
            expect(later.get_by_text("Published: Ines Basalt")).to_be_visible()
            said = words_of(public)
            assert_status(campaign, "Refused")
            for words in (
                REPLY,
                "We emailed the campaign notice on March 2, 2026.",
                "It had until the end of March 9, 2026 to reply.",
                "It replied on March 2, 2026.",
            ):
                assert words in said, words


class TestReview:
    def test_is_placed_by_one_person_and_decided_by_two_and_errors_in_time_or_late(
        self,
        pages: WatchedPages,
        robin: User,
        sasha: User,
        assert_accessible: Callable[[Page], None],
        assert_for_everybody: Callable[[Page], None],
    ) -> None:
        with time_machine.travel(MONDAY) as clock:
            campaign = run("Ines Basalt")
            answer = publish_answer(campaign, answered_on="2026-02-20")
            review = f"/admin/candidates/answer/{answer.pk}/review/"
            first, second = open_as(pages, robin, review), open_as(pages, sasha, review)

            def decide(outcome: str, why: str) -> None:
                """Let one person propose how the review ends, and the other one confirm it."""
                second.goto(pages.address + review)
                follow(second, "a[href$='/propose/']")
                tab_to(second.locator("input[name=outcome]"))
                second.keyboard.press("Space" if outcome == "stands" else "ArrowDown")
                type_into(second, {"#id_explanation": why})
                assert_accessible(second)
                follow(second, SUBMIT)
                assert_status(campaign, "Under review")
                first.goto(pages.address + review)
                follow(first, "a[href$='/confirm/']")
                assert_accessible(first)
                follow(first, SUBMIT)

            # Out of public view, and back.
            follow(first, page_of("hold", answer))
            type_into(first, {"#id_reason": "The letter may be about another race."})
            assert_accessible(first)
            follow(first, SUBMIT)
            assert_status(campaign, "Under review")
            assert "Current answer" not in words_of(campaign.get_absolute_url())
            assert "The letter may be about another race." in words_of("/corrections/")
            decide("stands", "It’s about this one.")
            assert_status(campaign, "Signed")
            assert "Current answer" in words_of(campaign.get_absolute_url())
            assert "It’s about this one." in words_of("/corrections/")

            # Disputed by the campaign, and taken back.
            first.goto(pages.address + review)
            follow(first, page_of("dispute", answer))
            dispute = {
                "#id_reason": "The campaign says a volunteer signed.",
                "#id_note": "The manager called on March 2.",
            }
            type_into(first, dispute)
            assert_accessible(first)
            follow(first, SUBMIT)
            public = pages.open(campaign.get_absolute_url())
            expect(public.get_by_text("Disputed, under review").first).to_be_visible()
            assert_for_everybody(public)
            decide("retracted", "The volunteer had no authority.")
            expect(first.locator(".messagelist")).to_contain_text("the answer is retracted")
            assert_status(campaign, "No answer")
            assert "Retracted:" in words_of(campaign.get_absolute_url())

            # Two errors are reported. One is read and decided in time, the other is forgotten.
            for value in ("Green", "Independent"):
                form = {"field": "party", "claimed_value": value, "reason": "The ballot says so."}
                sent = Client(headers={"Sec-Fetch-Site": "same-origin"}).post(
                    campaign.get_report_url(),
                    {**form, "source_url": "", "leaf": "", "sender": f"{value}@example.org"},
                )
                assert sent.status_code == 303
            mail.outbox.clear()
            clock.shift(datetime.timedelta(minutes=30))
            first.goto(f"{pages.address}/admin/")
            follow(first, "a:has-text('error reports to read')")
            follow(first, "#result_list tbody a")
            follow(first, ".object-tools a[href$='/acknowledge/']")
            assert_accessible(first)
            follow(first, SUBMIT)
            drain()
            follow(first, ".object-tools a[href$='/decide/']")
            tab_to(first.locator("input[name=decision]"))
            first.keyboard.press("ArrowDown")
            assert_accessible(first)
            follow(first, SUBMIT)
            expect(first.locator(".messagelist")).to_contain_text("Decided: rejected.")
            drain()
            read, decided = (email.body for email in mail.outbox)
            assert "decide by March 9, 2026" in read
            assert "already correct" in decided

            clock.shift(datetime.timedelta(days=8))
            late = open_as(pages, robin, "/admin/")
            follow(late, "a:has-text('error report is overdue')")
            expect(late.locator("#result_list tbody tr")).to_have_count(1)
            figures = words_of("/corrections/")
            for words in (
                "we decided 1 report. It took 1 hour.",
                "1 report has waited for more than 24 hours to be read.",
                "1 report is overdue right now.",
            ):
                assert words in figures, words
