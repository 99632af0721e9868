"""Every kind of page of the admin opens under the strict policy; ours are for everybody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from campaign.content.demo import write_content
from campaign.content.models import Aim, Picture
from campaign.lib.uploads import read_upload
from candidates import ledger
from candidates.models import Answer, Correction, Evidence
from tests.factories import (
    AnswerFactory,
    ArticleFactory,
    CommentFactory,
    OrganizerFactory,
    OutreachFactory,
    PledgeTextFactory,
    StageFactory,
    draft_answer,
    publish_answer,
    record_results,
    run,
)
from tests.journeys.conftest import WatchedPages
from tests.journeys.keyboard import follow, tab_to
from tests.journeys.organizers import open_as
from tests.pictures import photograph, uploaded
from tests.second_factor import code_of
from tests.thorough import IS_THOROUGH

RECORD = "/admin/candidates"
CONTENT = "/admin/campaign"


@pytest.fixture
def places(site_address: str, settings, tmp_path: Path) -> dict[str, str]:
    """Build a record that has everything, and return the address of each kind of page."""
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
    void = StageFactory.create(race=stage.race, kind="convention")
    ledger.stages.declare_void(void, source_url="https://example.org/ruling", now=timezone.now())
    claim = Correction.objects.create(
        candidacy=field[0], field="party", claimed_value="none", reason="I never registered."
    )
    entry = OutreachFactory.create(candidacy=field[1])
    draft_text = PledgeTextFactory.create(version=2, effective_on=None)
    other_run = run(person=field[0].person, race__district="12")
    draft = ArticleFactory.create(published_at=None, body="## One\n\nSee [[nothing]].")
    article = ArticleFactory.create()
    withdrawn = ArticleFactory.create()
    withdrawn.withdraw(reason="It was wrong.", now=timezone.now())
    comment = CommentFactory.create(article=article)
    write_content()
    return {
        "record": f"{RECORD}/answer/add/",
        "waiting": f"{RECORD}/answer/waiting/",
        "review": f"{RECORD}/answer/{waiting.pk}/review/",
        "review published": f"{RECORD}/answer/{published.pk}/review/",
        "send back": f"{RECORD}/answer/{waiting.pk}/send-back/",
        "retract": f"{RECORD}/answer/{published.pk}/retract/",
        "carry over": f"{RECORD}/answer/{published.pk}/carry-over/",
        "discard": f"{RECORD}/answer/{waiting.pk}/discard/",
        "results": f"{RECORD}/stage/{stage.pk}/results/",
        "results of a void vote": f"{RECORD}/stage/{void.pk}/results/",
        "declare void": f"{RECORD}/stage/{stage.pk}/declare-void/",
        "hold again": f"{RECORD}/stage/{void.pk}/hold-again/",
        "switch race": f"{RECORD}/candidacy/{field[1].pk}/switch-race/",
        "duplicate": f"{RECORD}/candidacy/{other_run.pk}/duplicate/",
        "decide": f"{RECORD}/correction/{claim.pk}/decide/",
        "preview": f"{CONTENT}/article/{draft.pk}/preview/",
        "withdraw": f"{CONTENT}/article/{article.pk}/withdraw/",
        "put back": f"{CONTENT}/article/{withdrawn.pk}/put-back/",
        "comment": f"{CONTENT}/comment/{comment.pk}/change/",
        "reply": f"{CONTENT}/comment/{comment.pk}/reply/",
        "removal on request": f"{CONTENT}/comment/by-address/",
        "site": f"{CONTENT}/profile/1/change/",
        "list of aims": f"{CONTENT}/aim/",
        "aim": f"{CONTENT}/aim/add/",
        "picture": f"{CONTENT}/picture/{Picture.objects.first().pk}/change/",
        "second factor": "/admin/second-factor/set-up/",
        "one-time codes": "/admin/second-factor/codes/",
        "emails": "/admin/notices/",
        "forgotten password": "/admin/password-reset/",
        # Django's own kinds of page
        "invitations": "/admin/accounts/invitation/",
        "new invitation": "/admin/accounts/invitation/add/",
        "reset of a second factor": f"/admin/auth/user/{sasha.pk}/reset-second-factor/",
        "quotations": f"{CONTENT}/quotation/",
        "passages": f"{CONTENT}/passage/",
        "new passage": f"{CONTENT}/passage/add/",
        "deletion of an aim": f"{CONTENT}/aim/{Aim.objects.first().pk}/delete/",
        "history of an aim": f"{CONTENT}/aim/{Aim.objects.first().pk}/history/",
        "index": "/admin/",
        "app": f"{RECORD}/",
        "candidacies": f"{RECORD}/candidacy/",
        "candidacies found": f"{RECORD}/candidacy/?q=MI-11&status__exact=pending",
        "answers": f"{RECORD}/answer/?state=waiting",
        "answers of a month": f"{RECORD}/answer/?answered_on__year=2026&answered_on__month=3",
        "corrections": f"{RECORD}/correction/?state=waiting",
        "evidence list": f"{RECORD}/evidence/",
        "people": f"{RECORD}/person/",
        "races": f"{RECORD}/race/?jurisdiction__code__exact=MI",
        "stages": f"{RECORD}/stage/",
        "results list": f"{RECORD}/stageresult/",
        "states": f"{RECORD}/jurisdiction/",
        "outreach": f"{RECORD}/outreach/",
        "texts": f"{RECORD}/pledgetext/",
        "cycles": f"{RECORD}/cycle/",
        "candidacy": f"{RECORD}/candidacy/{field[0].pk}/change/",
        "person": f"{RECORD}/person/{field[0].person_id}/change/",
        "race": f"{RECORD}/race/{stage.race_id}/change/",
        "stage": f"{RECORD}/stage/{stage.pk}/change/",
        "answer": f"{RECORD}/answer/{waiting.pk}/change/",
        "answer published": f"{RECORD}/answer/{published.pk}/change/",
        "evidence": f"{RECORD}/evidence/{evidence.pk}/change/",
        "correction": f"{RECORD}/correction/{claim.pk}/change/",
        "outreach entry": f"{RECORD}/outreach/{entry.pk}/change/",
        "state": f"{RECORD}/jurisdiction/MI/change/",
        "new candidacy": f"{RECORD}/candidacy/add/",
        "new cycle": f"{RECORD}/cycle/add/",
        "new evidence": f"{RECORD}/evidence/add/?answer={waiting.pk}",
        "new outreach": f"{RECORD}/outreach/add/",
        "new person": f"{RECORD}/person/add/",
        "new stage": f"{RECORD}/stage/add/",
        "new text": f"{RECORD}/pledgetext/add/",
        "history of a candidacy": f"{RECORD}/candidacy/{field[0].pk}/history/",
        "history of an answer": f"{RECORD}/answer/{published.pk}/history/",
        "articles": f"{CONTENT}/article/",
        "drafts": f"{CONTENT}/article/?state=draft",
        "article": f"{CONTENT}/article/{article.pk}/change/",
        "new article": f"{CONTENT}/article/add/",
        "history of an article": f"{CONTENT}/article/{article.pk}/history/",
        "deletion of a draft article": f"{CONTENT}/article/{draft.pk}/delete/",
        "comments": f"{CONTENT}/comment/",
        "comments held for review": f"{CONTENT}/comment/?state=held",
        "deletion of a draft text": f"{RECORD}/pledgetext/{draft_text.pk}/delete/",
        "deletion of evidence": f"{RECORD}/evidence/{evidence.pk}/delete/",
        "change of password": "/admin/password_change/",
    }


OWN_PAGES = (
    "second factor",
    "one-time codes",
    "emails",
    "forgotten password",
    "reset of a second factor",
    "record",
    "waiting",
    "review",
    "review published",
    "send back",
    "retract",
    "carry over",
    "discard",
    "results",
    "results of a void vote",
    "declare void",
    "hold again",
    "switch race",
    "duplicate",
    "decide",
    "site",
    "list of aims",
    "aim",
    "picture",
    "preview",
    "withdraw",
    "put back",
    "comment",
    "reply",
    "removal on request",
    "article",
    "new article",
    "comments",
)


# One of each kind, for `make test`.
KINDS = {
    "record",
    "review",
    "results",
    "decide",
    "site",
    "preview",
    "comment",
    "comments",
    "article",
    "list of aims",
    "index",
    "candidacies found",
    "candidacy",
    "new evidence",
    "history of an answer",
    "deletion of evidence",
}


def visitor(pages: WatchedPages, **options: object) -> Page:

    return open_as(pages, User.objects.get(username="robin"), "/admin/", **options)


class TestEveryPage:
    def test_opens_without_a_complaint_and_ours_are_for_everybody(
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
                if name in OWN_PAGES:
                    assert_for_everybody(page)
                complaints, pages.complaints = pages.complaints, []
                assert complaints == []


class TestAForm:
    def test_tells_the_second_of_two_organizers_what_changed(
        self, pages: WatchedPages, places: dict[str, str], assert_accessible: Callable[[Page], None]
    ) -> None:
        first, second = visitor(pages), visitor(pages)
        for page in (first, second):
            page.goto(pages.address + places["candidacy"])
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
        page.locator("#content").get_by_role("link", name="Answers", exact=True).click()
        page.wait_for_url("**/candidates/answer/")
        follow(page, "a[href$='/answer/waiting/']")
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
