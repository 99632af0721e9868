from candidates.models.people import slug_stem, unused_slug


class TestUnusedSlug:
    def test_is_numbered_from_two_where_it_has_to_be(self):
        assert unused_slug("Ada Moss", set()) == "ada-moss"
        assert unused_slug("Ada Moss", {"ada-moss"}) == "ada-moss-2"
        assert unused_slug("Ada Moss", {"ada-moss", "ada-moss-2"}) == "ada-moss-3"


class TestSlugStem:
    def test_fits_the_column_whatever_the_name(self):
        assert slug_stem("Zofia Łąka") == "zofia-laka"
        assert slug_stem("山田") == "person"
        assert len(slug_stem("\ufb03" * 200)) == 200
