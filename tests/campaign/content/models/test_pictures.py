import pytest
from django.db import IntegrityError, transaction

from campaign.content.models import Picture
from campaign.content.models.pictures import copy_widths

DRAWN = {"stem": "a" * 32, "width": 960, "height": 640}
PHOTOGRAPH = {"alt": "A crowd", "faces": "crowd", "credit": "Ines", "license": "CC BY 4.0", **DRAWN}


class TestPicture:
    @pytest.mark.django_db
    @pytest.mark.parametrize(
        ("missing", "rule"),
        [
            ("alt", "described"),
            ("stem", "drawn"),
            ("faces", "whose_and_of_whom"),
            ("credit", "whose_and_of_whom"),
            ("license", "whose_and_of_whom"),
        ],
    )
    def test_is_described_drawn_and_says_whose_it_is(self, missing, rule):
        Picture.objects.create(**PHOTOGRAPH)
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            Picture.objects.create(**{**PHOTOGRAPH, missing: ""})

    def test_offers_browsers_each_width_of_a_photograph(self):
        photograph = Picture(**PHOTOGRAPH)
        stem = f"/media/pictures/{photograph.stem}"
        assert photograph.source_set == f"{stem}-480.webp 480w, {stem}-960.webp 960w"
        assert photograph.url == f"{stem}-960.webp"
        assert Picture(words="NO ONE / IS A NUMBER", **DRAWN).source_set == ""

    def test_begins_a_line_of_a_sign_at_each_slash(self):
        assert Picture.lines_of("NO ONE / IS A NUMBER") == ["NO ONE", "IS A NUMBER"]


class TestCopyWidths:
    @pytest.mark.parametrize(
        ("width", "widths"),
        [(300, [300]), (480, [480]), (1200, [480, 960, 1200]), (2400, [480, 960, 1600])],
    )
    def test_are_the_smaller_ones_of_ours_and_its_own(self, width, widths):
        assert copy_widths(width) == widths
