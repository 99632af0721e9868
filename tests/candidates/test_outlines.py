"""Outlines of states."""

import re

import pytest

from candidates.models import Jurisdiction
from candidates.outlines import outline_of


@pytest.mark.django_db
class TestOutlineOf:
    def test_draws_the_states_and_the_federal_district_and_no_territory(self):
        drawn = {place.code for place in Jurisdiction.objects.all() if outline_of(place.code)}
        votes = Jurisdiction.objects.exclude(kind=Jurisdiction.Kind.TERRITORY)
        assert drawn == {place.code for place in votes}

    def test_gives_paths_of_lines_in_a_box_of_300(self):
        for place in Jurisdiction.objects.exclude(kind=Jurisdiction.Kind.TERRITORY):
            outline = outline_of(place.code)
            assert max(outline.width, outline.height) in (300, 301)
            assert re.fullmatch(r"(M\d+ \d+l[-\d ]+z)+", outline.path)
