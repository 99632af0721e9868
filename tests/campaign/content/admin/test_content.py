"""The organizers' pages over lists and passages."""

import pytest

from campaign.content.models import Aim, Profile
from tests.campaign.content.admin.pages import address
from tests.candidates.admin.pages import fields_of

pytestmark = pytest.mark.usefixtures("media")


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


class TestSite:
    def test_names_the_cycle_and_its_election_day(self, organizer):
        from candidates.calendar import open_cycle

        open_cycle(2026)
        Profile.objects.create(name="Ours", ask="Asked.")
        page = organizer.get(address(Profile, "change", 1)).content.decode()
        assert ">2026</a>: general election on Nov. 3, 2026" in page

    def test_fills_figures_into_ask_and_alert_bar(self, organizer):
        Profile.objects.create(name="Ours", ask="{signed} did.", alert_bar="{pending} did not.")
        page = organizer.get("/").content.decode()
        assert "0 did." in page
        assert "0 did not." in page
        assert "{" not in page.split("<main")[1].split("</main>")[0]
