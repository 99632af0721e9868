"""The organizers' pages over lists and passages."""

import re

import pytest
from django.conf import settings as site_settings
from django.contrib.admin import site

from campaign.content.admin.content import ContentAdmin, ListAdmin
from campaign.content.models import Aim, Passage, Profile
from tests.campaign.content.admin.pages import address
from tests.candidates.admin.pages import fields_of

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
            for heading in re.findall("“(.+?)”", str(site._registry[model].appears))
        }
        assert "What you can do next" in named
        assert not named - headings

    @pytest.mark.parametrize("model", CONTENT)
    def test_keeps_what_it_held_before(self, model):
        assert hasattr(model, "history")


class TestAims:
    FIELDS = {
        "title": "Close it",
        "text": "{signed} signed.",
        "position": "1",
        "is_published": "on",
    }

    def test_are_published_in_the_order_of_their_positions(self, organizer):
        organizer.post(address(Aim, "add"), self.FIELDS | {"title": "Second", "position": "2"})
        organizer.post(address(Aim, "add"), self.FIELDS | {"title": "First"})
        page = organizer.get("/").content.decode()
        assert 0 < page.index("First") < page.index("Second")
        assert "0 signed." in page

    def test_are_ordered_and_hidden_in_the_list_itself(self, organizer):
        first, _second = (Aim.objects.create(title=title, position=1) for title in ("One", "Two"))
        opened = organizer.get(address(Aim, "changelist"))
        assert 'aria-label="Position"' in opened.text
        formset = opened.context["cl"].formset
        posted = {"_save": "Save"}
        for form in (formset.management_form, *formset.forms):
            posted |= fields_of(form)
        del posted["form-1-is_published"]
        organizer.post(address(Aim, "changelist"), posted | {"form-0-position": "5"})
        assert list(Aim.objects.values_list("title", "is_published")) == [
            ("Two", False),
            ("One", True),
        ]
        assert "Two" not in organizer.get("/").content.decode()
        assert first.history.count() == 2

    def test_refuse_a_figure_that_nobody_counts(self, organizer):
        answer = organizer.post(address(Aim, "add"), self.FIELDS | {"text": "{everybody} signed."})
        assert answer.status_code == 422
        assert "There’s no figure named {everybody}." in answer.content.decode()
        assert not Aim.objects.exists()

    def test_refuse_a_brace_that_stands_alone(self, organizer):
        answer = organizer.post(address(Aim, "add"), self.FIELDS | {"text": "signed} signed."})
        assert "This brace isn’t closed." in answer.content.decode()

    def test_offer_the_figures_by_name(self, organizer):
        page = organizer.get(address(Aim, "add")).content.decode()
        assert "<code>{signed}</code></dt><dd>people who signed: now 0" in page

    def test_can_be_deleted(self, organizer):
        aim = Aim.objects.create(title="Gone")
        organizer.post(address(Aim, "delete", aim.pk), {"post": "yes"})
        assert not Aim.objects.exists()

    def test_notice_another_organizer(self, organizer):
        aim = Aim.objects.create(title="Before", text="Both.")
        form = organizer.get(address(Aim, "change", aim.pk)).context["adminform"].form
        Aim.objects.filter(pk=aim.pk).update(title="Theirs")
        fields = self.FIELDS | {"title": "Ours", "as_opened": form["as_opened"].value()}
        answer = organizer.post(address(Aim, "change", aim.pk), fields)
        assert "Someone else saved changes since you opened this." in answer.content.decode()
        aim.refresh_from_db()
        assert aim.title == "Theirs"


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


class TestSite:
    def test_names_the_cycle_and_its_phase(self, organizer):
        from candidates.calendar import open_cycle

        open_cycle(2026)
        Profile.objects.create(name="Ours", ask="Asked.")
        page = organizer.get(address(Profile, "change", 1)).content.decode()
        assert ">2026</a>: " in page

    def test_fills_figures_into_ask_and_alert_bar(self, organizer):
        Profile.objects.create(name="Ours", ask="{signed} did.", alert_bar="{pending} did not.")
        page = organizer.get("/").content.decode()
        assert "0 did." in page
        assert "0 did not." in page
        assert "{" not in page.split("<main")[1].split("</main>")[0]
