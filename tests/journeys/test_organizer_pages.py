"""Pages of the admin whose rows are in some special state open, and are for everybody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from campaign.content.demo import write_content
from campaign.lib.uploads import read_upload
from candidates import ledger
from candidates.models import Answer, Candidacy, Correction, Evidence, StageResult
from tests.factories import (
    AnswerFactory,
    ArticleFactory,
    CommentFactory,
    OrganizerFactory,
    StageFactory,
    draft_answer,
    publish_answer,
    record_results,
    run,
)
from tests.journeys.conftest import WatchedPages
from tests.journeys.keyboard import tab_to
from tests.journeys.organizers import open_as
from tests.pictures import photograph, uploaded
from tests.second_factor import code_of
from tests.thorough import IS_THOROUGH

RECORD = "/admin/candidates"
CONTENT = "/admin/campaign"


@pytest.fixture
def places(site_address: str, settings, tmp_path: Path) -> dict[str, str]:
    """Build a record that has everything, and return the addresses that show something special.

    test_every_organizer_page.py opens all others.
    """
    settings.PRIVATE_MEDIA_ROOT = tmp_path / "private"
    settings.MEDIA_ROOT = tmp_path / "public"
    robin = OrganizerFactory.create(username="robin", is_superuser=True)
    sasha = OrganizerFactory.create(username="sasha", is_superuser=True)
    stage = StageFactory.create(party="DEM")
    names = ("Ada Quartz", "Mica Fern", "Onyx Reed", "Rowan Agate", "Ash Stone")
    field = [run(name, race=stage.race) for name in names]
    published = publish_answer(field[0])
    waiting = AnswerFactory.create(candidacy=field[1], recorded_by=sasha, statement="We sign.")
    evidence = Evidence(answer=waiting, kind="signed_document", url="https://example.org/pledge")
    ledger.evidence.keep(evidence, read_upload(uploaded(photograph())))
    evidence.save()
    Answer.objects.filter(pk=waiting.pk).update(lead_evidence=evidence)
    ledger.answers.send_back(
        draft_answer(field[2]), by=robin, note="Which page is signed?", now=timezone.now()
    )
    record_results(stage, {field[3]: "lost"})
    result = ledger.nights.Entry(
        stage, field[4], StageResult.Outcome.ADVANCED, "https://example.org/results", sasha
    )
    ledger.nights.draft([result], by=sasha, now=timezone.now())
    void = StageFactory.create(race=stage.race, kind="convention")
    ledger.stages.declare_void(void, source_url="https://example.org/ruling", now=timezone.now())
    claim = Correction.objects.create(
        candidacy=field[0], field="party", claimed_value="none", reason="I never registered."
    )
    other_run = run(person=field[0].person, race__district="12")
    draft = ArticleFactory.create(published_at=None, body="## One\n\nSee [[nothing]].")
    article = ArticleFactory.create()
    withdrawn = ArticleFactory.create()
    withdrawn.withdraw(reason="It was wrong.", now=timezone.now())
    comment = CommentFactory.create(article=article)
    write_content()
    return {
        "waiting": f"{RECORD}/answer/waiting/",
        "review": f"{RECORD}/answer/{waiting.pk}/review/",
        "review published": f"{RECORD}/answer/{published.pk}/review/",
        "send back": f"{RECORD}/answer/{waiting.pk}/send-back/",
        "retract": f"{RECORD}/answer/{published.pk}/retract/",
        "carry over": f"{RECORD}/answer/{published.pk}/carry-over/",
        "discard": f"{RECORD}/answer/{waiting.pk}/discard/",
        "results": f"{RECORD}/stage/{stage.pk}/results/",
        "election night": f"{RECORD}/stage/night/mi-2026-08-04/",
        "release of results": f"{RECORD}/stage/night/mi-2026-08-04/release/",
        "election nights": f"{RECORD}/stage/nights/",
        "results of a void vote": f"{RECORD}/stage/{void.pk}/results/",
        "declare void": f"{RECORD}/stage/{stage.pk}/declare-void/",
        "hold again": f"{RECORD}/stage/{void.pk}/hold-again/",
        "duplicate": f"{RECORD}/candidacy/{other_run.pk}/duplicate/",
        "decide": f"{RECORD}/correction/{claim.pk}/decide/",
        "preview": f"{CONTENT}/article/{draft.pk}/preview/",
        "withdraw": f"{CONTENT}/article/{article.pk}/withdraw/",
        "put back": f"{CONTENT}/article/{withdrawn.pk}/put-back/",
        "comment": f"{CONTENT}/comment/{comment.pk}/change/",
        "candidacies found": f"{RECORD}/candidacy/?q=MI-11&status__exact=pending",
        "answers": f"{RECORD}/answer/?state=waiting",
        "answers of a month": f"{RECORD}/answer/?answered_on__year=2026&answered_on__month=3",
        "corrections": f"{RECORD}/correction/?state=waiting",
        "races": f"{RECORD}/race/?jurisdiction__code__exact=MI",
        "answer published": f"{RECORD}/answer/{published.pk}/change/",
        "new evidence": f"{RECORD}/evidence/add/?answer={waiting.pk}",
        "history of an answer": f"{RECORD}/answer/{published.pk}/history/",
        "drafts": f"{CONTENT}/article/?state=draft",
        "article": f"{CONTENT}/article/{article.pk}/change/",
        "comments held for review": f"{CONTENT}/comment/?state=held",
    }


# One of each kind, for `make test`.
KINDS = {
    "review",
    "election night",
    "release of results",
    "put back",
    "preview",
    "article",
    "candidacies found",
    "history of an answer",
}


def visitor(pages: WatchedPages, **options: object) -> Page:

    return open_as(pages, User.objects.get(username="robin"), "/admin/", **options)


class TestPages:
    def test_open_without_a_complaint_and_are_for_everybody(
        self,
        pages: WatchedPages,
        places: dict[str, str],
        assert_for_everybody: Callable[[Page], None],
        subtests: pytest.Subtests,
    ) -> None:
        assert set(places) > KINDS
        page = visitor(pages)
        for name, path in places.items():
            if not (IS_THOROUGH or name in KINDS):
                continue
            with subtests.test(name):
                response = page.goto(pages.address + path)
                assert response is not None
                assert response.status == 200
                assert_for_everybody(page)
                complaints, pages.complaints = pages.complaints, []
                assert complaints == []


class TestAForm:
    def test_tells_the_second_of_two_organizers_what_changed(
        self, pages: WatchedPages, places: dict[str, str], assert_accessible: Callable[[Page], None]
    ) -> None:
        candidacy = Candidacy.objects.get(person__full_name="Mica Fern")
        first, second = visitor(pages), visitor(pages)
        for page in (first, second):
            page.goto(f"{pages.address}{RECORD}/candidacy/{candidacy.pk}/change/")
        first.get_by_label("Party:").fill("Green")
        first.get_by_label("Campaign website:").fill("https://green.example/")
        first.get_by_role("button", name="Save", exact=True).click()
        second.get_by_label("Party:").fill("Blue")
        second.get_by_role("button", name="Save", exact=True).click()
        changes = second.get_by_role("region", name="What changed since you opened this form")
        expect(changes.get_by_role("row", name="Party").get_by_role("cell")).to_have_text(
            ["Democratic", "Green", "Blue"]
        )
        expect(changes.get_by_role("row", name="Campaign website")).to_contain_text("green.example")
        expect(second.get_by_label("Campaign website:")).to_have_value("https://green.example/")
        [notice] = pages.complaints
        assert "422" in notice
        pages.complaints.clear()
        second.get_by_role("button", name="Save", exact=True).click()
        expect(second.get_by_text("was changed successfully")).to_be_visible()


class TestTheFirstLogin:
    @pytest.fixture
    def robin(self, site_address: str) -> User:
        robin = OrganizerFactory.create(username="robin", is_superuser=True)
        robin.set_password("a long secret")
        robin.save()
        return robin

    def give_password(self, page: Page) -> None:
        page.get_by_label("Username").fill("robin")
        page.get_by_label("Password").fill("a long secret")
        page.get_by_role("button", name="Log in").click()

    def test_sets_up_an_app_and_finds_the_queue(
        self, pages: WatchedPages, robin: User, assert_for_everybody: Callable[[Page], None]
    ) -> None:
        AnswerFactory.create()
        page = pages.open("/admin/")
        self.give_password(page)
        expect(page.get_by_text("Passkeys need an https address")).to_be_visible()
        assert_for_everybody(page)
        key = page.locator(".key").inner_text().replace(" ", "")
        page.get_by_role("textbox", name="Code").fill(code_of(key))
        page.get_by_role("button", name="Set up this app").click()
        page.get_by_role("button", name="Make ten codes").click()
        expect(page.locator(".one-time-codes li")).to_have_count(10)
        page.get_by_role("link", name="Continue").click()
        page.get_by_role("link", name="1 answer needs a second person.").click()
        expect(page.get_by_role("heading", name="1 answer to review")).to_be_visible()
        tab_to(page.locator("#content tbody a"))

    def test_keeps_a_passkey_that_logs_in_from_then_on(
        self, pages: WatchedPages, robin: User, settings: Settings
    ) -> None:
        address = pages.address.replace("127.0.0.1", "localhost")
        settings.SITE_URL, settings.CSRF_TRUSTED_ORIGINS = address, [address]
        named = WatchedPages(pages.browser, address)
        page = named.open("/admin/")
        devices = page.context.new_cdp_session(page)
        devices.send("WebAuthn.enable")
        device = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
        }
        devices.send("WebAuthn.addVirtualAuthenticator", {"options": device})
        self.give_password(page)
        page.get_by_role("button", name="Add a passkey").click()
        page.get_by_role("link", name="Not now").click()
        page.get_by_role("button", name="Log out").click()
        page.goto("/admin/auth/user/")
        self.give_password(page)
        page.get_by_role("button", name="Use your passkey").click()
        page.wait_for_url("**/admin/auth/user/")
        page.get_by_role("link", name="Second factor").click()
        page.get_by_role("button", name="Remove").click()
        expect(page.get_by_text("This is your only second factor.")).to_be_visible()
        assert named.complaints == []
