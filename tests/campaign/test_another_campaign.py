"""Another campaign runs this software: everything is renamed in the admin, and nothing is left."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.admin import site
from django.core import mail
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaign.content.admin.content import ContentAdmin
from campaign.content.demo import write_content
from campaign.content.models import Article, Comment, Profile
from campaign.posts import find_posts
from campaign.previews import CARDS, POSTED, WHOLE_SITE, find_preview
from candidates import ledger
from candidates.models import Correction
from tests.campaign.crawl import crawl
from tests.campaign.lib.outbox.sending import drain
from tests.factories import OrganizerFactory, PledgeTextFactory, publish_answer, run
from tests.pledges.people import a_petition, signatures

# What only the demo's campaign says. Names of files with random hexadecimal digits may hold "ice".
TRACES = re.compile(
    r"neighbors|not numbers|\bICE\b|abolish|immigra|detain|detention|deport|sanctuary|vecinos"
    r"|New Yorkers|Marist|YouGov|Lazarus",
    re.IGNORECASE,
)
RENAMED = {
    "name": "Clean River Pledge",
    "short_ask": "keep the river clean",
    "title": "A clean river",
    "contact_email": "us@river.example",
    "url": "https://river.example/page",
    "source_url": "https://river.example/source",
    "donate_url": "https://river.example/give",
    "link": "/news/",
    "slug": "river-{number}",
    "words": "CLEAN / WATER",
    "hashtag": "#River",
}
KEPT = {"position", "as_opened", "place", "target", "stock", "percent", "fielded_on"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = settings.PRIVATE_MEDIA_ROOT = tmp_path
    settings.SITE_URL = "http://testserver"


@pytest.fixture
def organizer(db) -> Client:
    client = Client()
    client.force_login(OrganizerFactory.create(is_superuser=True))
    return client


def content() -> list[type[Model]]:
    return [model for model, admin in site._registry.items() if isinstance(admin, ContentAdmin)]


def rename_everything(organizer: Client) -> int:
    """Open each text of the site in the admin, write another, save; return how many there were."""
    renamed = 0
    for model in [*content(), Article]:
        for row in model._default_manager.all():
            renamed += 1
            url = reverse(f"admin:campaign_{model._meta.model_name}_change", args=[row.pk])
            fields = dict(new_fields(organizer.get(url), renamed))
            answer = organizer.post(url, fields)
            assert answer.status_code == 302, (url, answer.context["errors"])
    return renamed


def new_fields(page: Any, number: int) -> Iterator[tuple[str, Any]]:
    form = page.context["adminform"].form
    for name in form.fields:
        value = form[name].value()
        if isinstance(value, bool):
            yield from [(name, "on")] if value else []
        elif name in RENAMED and value:
            yield name, RENAMED[name].format(number=number)
        elif isinstance(value, str) and name not in KEPT and not form.fields[name].disabled:
            is_chosen = hasattr(form.fields[name], "choices")
            yield name, value if is_chosen or not value else f"The river is ours, part {number}."
        elif value is not None:
            yield name, form[name].value()
    for inlines in page.context["inline_admin_formsets"]:
        formset = inlines.formset
        for field in formset.management_form:
            yield field.html_name, field.value()
        for each in formset.forms:
            yield from (
                (field.html_name, renamed_inline(field, number))
                for field in each
                if field.value() is not None and field.name != "DELETE"
            )


def renamed_inline(field: Any, number: int) -> Any:
    if field.name in {"title", "publisher"} and field.value():
        return f"River report {number}"
    return RENAMED["url"] if field.name == "url" and field.value() else field.value()


class TestAnotherCampaign:
    @time_machine.travel("2026-10-01T12:00:00Z")
    def test_leaves_no_trace_of_the_first_one(self, organizer, settings, tmp_path):
        write_content()
        PledgeTextFactory.create(title="The river pledge", body="I will keep the river clean.")
        signer = run("Ada Quartz", campaign_url="https://ada.example/")
        publish_answer(signer)
        run("Mica Fern")
        river = a_petition(slug="clean-it", title="Clean the river", ask="Close the outfall.")
        signatures(river, 12, shown_publicly=True)
        assert rename_everything(organizer) > 50
        replies = list(Comment.objects.values_list("pk", flat=True))
        organizer.post(reverse("admin:campaign_comment_remove"), {"comment": replies})
        assert Profile.objects.get().name == "Clean River Pledge"

        visits = crawl("/", lambda address: "sort=" not in address)
        assert any("Ask Mica Fern to sign" in visit.text for visit in visits.values())
        machines = ["/robots.txt", "/sitemap.xml", "/.well-known/security.txt", "/styleguide/"]
        for address in machines:
            visits |= crawl(address, lambda _address: False)
        assert {
            "/",
            "/mission/",
            "/faq/",
            "/about/",
            "/news/",
            "/tracker.csv",
            "/join/",
        } <= visits.keys()
        assert "Clean the river" in visits["/petitions/clean-it/"].text
        for address, title in (
            ("/", "Who has pledged to keep the river clean? 1 signed so far"),
            ("/tracker/mi/", "Michigan: Who has pledged to keep the river clean? 1 signed so far"),
            (signer.get_absolute_url(), "Ada Quartz signed the pledge to keep the river clean"),
        ):
            assert f'<meta property="og:title" content="{title}">' in visits[address].text, address
        alt = "Signed: the pledge to keep the river clean. Clean River Pledge."
        assert alt in visits[signer.get_absolute_url()].text
        found = {
            (address, found[0])
            for address, visit in visits.items()
            for found in TRACES.finditer(visit.text)
        }
        assert found == set()

        correction = Correction.objects.create(
            candidacy=signer, field="party", claimed_value="none", sender="fern@example.org"
        )
        decider = OrganizerFactory.create()
        ledger.corrections.decide(
            correction, Correction.Decision.ACCEPTED, by=decider, now=timezone.now()
        )
        drain()
        message = mail.outbox[0]
        assert TRACES.search(f"{message.message()}") is None

        profile = Profile.objects.current()
        keys = {
            "state": "mi",
            "candidate": str(signer.pk),
            "article": Article.objects.first().slug,
            "petition": river.slug,
            "seat": "mi-11",
        }
        for kind in CARDS:
            key = keys.get(kind, WHOLE_SITE)
            card = find_preview(profile, kind, key).card
            assert TRACES.search(repr(card)) is None
            if kind in POSTED:
                assert TRACES.search(repr(find_posts(profile, kind, key))) is None

    def test_would_find_one(self, db):
        write_content()
        visits = crawl("/", lambda address: address in {"/mission/", "/faq/", "/about/"})
        assert all(TRACES.search(visit.text) for visit in visits.values())

    def test_finds_none_in_the_code_that_pages_are_made_of(self, settings):
        folders = [settings.BASE_DIR / name for name in ("templates", "static/css", "static/js")]
        files = [path for folder in folders for path in folder.rglob("*.*")]
        assert [path for path in files if TRACES.search(path.read_text(encoding="utf-8"))] == []
