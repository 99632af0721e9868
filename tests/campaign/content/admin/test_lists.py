"""The organizers' pages over each list and passage."""

import re

import pytest
from django.conf import settings as site_settings
from django.contrib.admin import site

from campaign.content.admin.content import ContentAdmin, ListAdmin
from campaign.content.models import Passage
from tests.campaign.content.admin.pages import address

LISTS = [model for model, admin in site._registry.items() if isinstance(admin, ListAdmin)]
CONTENT = [model for model, admin in site._registry.items() if isinstance(admin, ContentAdmin)]
pytestmark = pytest.mark.usefixtures("media")


class TestEveryList:
    @pytest.mark.parametrize("model", LISTS)
    def test_says_where_it_appears(self, organizer, model):
        for page in ("changelist", "add"):
            shown = organizer.get(address(model, page))
            assert shown.status_code == 200
            assert str(site._registry[model].appears) in shown.content.decode().replace(
                "&quot;", '"'
            )

    def test_names_only_headings_that_its_page_has(self):
        templates = (site_settings.BASE_DIR / "templates").rglob("*.html")
        text = "".join(path.read_text(encoding="utf-8") for path in templates)
        headings = set(re.findall(r'<h2[^>]*>\{% translate "(.+?)" %\}</h2>', text))
        named = {
            heading
            for model in CONTENT
            for heading in re.findall("“(.+?)[.,]?”", str(site._registry[model].appears))
        }
        assert "What you can do next" in named
        assert not named - headings

    @pytest.mark.parametrize("model", CONTENT)
    def test_keeps_what_it_held_before(self, model):
        assert hasattr(model, "history")


class TestPassages:
    def test_have_one_text_a_place(self, organizer):
        Passage.objects.create(place="mission", text="Ours.")
        answer = organizer.post(address(Passage, "add"), {"place": "mission", "text": "Another."})
        assert answer.status_code == 422
        assert Passage.objects.count() == 1

    def test_draw_markdown_that_cannot_run(self, organizer):
        text = "**Bold** <script>alert(1)</script> [x](javascript:alert(1)) {signed}"
        organizer.post(address(Passage, "add"), {"place": "mission", "text": text})
        page = organizer.get("/mission/").content.decode()
        assert "<strong>Bold</strong> &lt;script&gt;" in page
        assert 'href="javascript' not in page
        assert "(1)) 0</p>" in page

    def test_cannot_be_added_once_every_place_has_one(self, organizer):
        for place in Passage.Place:
            Passage.objects.create(place=place, text="Text.")
        assert organizer.get(address(Passage, "add")).status_code == 403
