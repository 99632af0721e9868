import shutil

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError

from campaign.content.models import Organization, Picture, Quotation
from tests.campaign.content.admin.pages import address
from tests.factories import ArticleFactory
from tests.pictures import photograph, picture, uploaded

pytestmark = pytest.mark.usefixtures("media")


class TestPictures:
    DESCRIBED = {"alt": "Two people with a banner", "position": "1", "is_published": "on",
                 "is_in_gallery": "on",  "stock": "white"}  # fmt: skip
    TAKEN = {"faces": "crowd", "credit": "Ada Quartz", "license": "CC BY 4.0"}

    def add(self, organizer, **fields):
        return organizer.post(address(Picture, "add"), self.DESCRIBED | fields)

    def test_are_kept_in_three_widths_without_what_the_camera_told(self, organizer):
        file = uploaded(picture("JPEG", size=(2000, 1000), comment=b"taken at home"))
        self.add(organizer, photograph=file, **self.TAKEN)
        kept = Picture.objects.get()
        assert (kept.width, kept.height) == (1600, 800)
        copies = default_storage.listdir("pictures")[1]
        assert sorted(copies) == [f"{kept.stem}-{width}.webp" for width in (1600, 480, 960)]
        for name in copies:
            with default_storage.open(f"pictures/{name}") as copy:
                assert b"home" not in copy.read()
        page = organizer.get("/").content.decode()
        assert 'width="1600" height="800" alt="Two people with a banner"' in page
        assert all(f"{kept.stem}-{width}.webp {width}w" in page for width in (480, 960, 1600))
        shown = organizer.get(kept.url)
        assert shown.headers["Content-Type"] == "image/webp"
        assert "immutable" in shown.headers["Cache-Control"]
        shown.close()

    @pytest.mark.parametrize("missing", TAKEN)
    def test_of_cameras_say_whose_and_of_whom(self, organizer, missing):
        answer = self.add(
            organizer, photograph=uploaded(photograph()), **self.TAKEN | {missing: ""}
        )
        assert answer.status_code == 422
        assert answer.context["adminform"].form.errors.keys() == {missing}
        assert not Picture.objects.exists()

    def test_need_a_description_unless_they_only_decorate(self, organizer):
        assert (
            "alt" in self.add(organizer, words="WE STAY", alt="").context["adminform"].form.errors
        )
        self.add(organizer, words="WE STAY", alt="", is_decorative="on")
        assert 'alt=""' in organizer.get("/").content.decode()

    def test_are_placards_of_words(self, organizer):
        self.add(organizer, words="WE STAY / HERE", stock="orange")
        placard = Picture.objects.get()
        svg = organizer.get(placard.url)
        assert svg.headers["Content-Type"] == "image/svg+xml"
        assert b"#FF6B1A" in svg.getvalue()
        assert b"<text" not in svg.getvalue()

    def test_refuse_words_that_cannot_be_lettered(self, organizer):
        answer = self.add(organizer, words="李雷")
        assert "words" in answer.context["adminform"].form.errors

    def test_refuse_figures_that_nobody_fills_in(self, organizer):
        answer = self.add(organizer, words="{signed} SIGNED", alt="{signed} signed")
        assert {"words", "alt"} <= answer.context["adminform"].form.errors.keys()

    def test_are_one_or_the_other(self, organizer):
        both = self.add(organizer, words="WE", photograph=uploaded(photograph()), **self.TAKEN)
        assert "not both" in both.content.decode()
        assert "photograph" in self.add(organizer, **self.TAKEN).context["adminform"].form.errors

    def test_leave_no_file_behind(self, organizer, django_capture_on_commit_callbacks):
        self.add(organizer, words="WE STAY")
        placard = Picture.objects.get()
        with django_capture_on_commit_callbacks(execute=True):
            organizer.post(address(Picture, "delete", placard.pk), {"post": "yes"})
        assert default_storage.listdir("pictures")[1] == []

    def test_leave_none_behind_when_several_are_deleted_at_once(
        self, organizer, django_capture_on_commit_callbacks
    ):
        for words in ("ONE", "TWO"):
            self.add(organizer, words=words)
        chosen = [picture.pk for picture in Picture.objects.all()]
        action = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
        with django_capture_on_commit_callbacks(execute=True):
            organizer.post(address(Picture, "changelist"), action)
        assert not Picture.objects.exists()
        assert default_storage.listdir("pictures")[1] == []

    def test_can_be_deleted_where_their_files_are_gone(self, organizer, tmp_path):
        self.add(organizer, words="ONE")
        shutil.rmtree(tmp_path / "pictures")
        organizer.post(address(Picture, "delete", Picture.objects.get().pk), {"post": "yes"})
        assert not Picture.objects.exists()

    @pytest.mark.parametrize("is_published", [True, False])
    def test_are_shown_beside_words_only_while_they_are_published(self, organizer, is_published):
        self.add(organizer, words="ONE", alt="A board")
        placard = Picture.objects.get()
        Picture.objects.update(is_published=is_published, is_in_gallery=False)
        source = "https://example.org/"
        Quotation.objects.create(text="Words.", speaker="Ada", picture=placard, source_url=source)
        Organization.objects.create(name="Friends", logo=placard)
        ArticleFactory.create(slug="report", lead_picture=placard)
        article = ArticleFactory._meta.model.objects.get().get_absolute_url()
        for path in ("/", "/about/", "/news/", article):
            assert ("A board" in organizer.get(path).content.decode()) is is_published, path

    def test_leave_no_file_behind_when_the_database_refuses(self, organizer, monkeypatch):
        def refuse(*_arguments: object, **_options: object) -> None:
            raise IntegrityError

        monkeypatch.setattr(Picture, "save", refuse)
        for typed in ({"photograph": uploaded(photograph()), **self.TAKEN}, {"words": "WE"}):
            assert self.add(organizer, **typed).status_code == 422
        assert default_storage.listdir("pictures")[1] == []

    def test_keep_the_photograph_when_only_words_about_it_change(self, organizer):
        self.add(organizer, photograph=uploaded(photograph()), **self.TAKEN)
        before = Picture.objects.get()
        url = address(Picture, "change", before.pk)
        opened = organizer.get(url).context["adminform"].form["as_opened"].value()
        organizer.post(url, self.DESCRIBED | self.TAKEN | {"alt": "Better", "as_opened": opened})
        after = Picture.objects.get()
        assert (after.alt, after.stem) == ("Better", before.stem)
