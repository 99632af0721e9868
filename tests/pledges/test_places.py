import pytest

from pledges.places import place_names, place_of


class TestPlaceOf:
    def test_is_the_state_of_a_zip_code_the_armed_forces_or_unknown(self):
        for zip_code, place in (("48226", "MI"), ("00901", "PR"), ("09012", "AF"), ("00001", "")):
            assert place_of(zip_code) == place


@pytest.mark.django_db
class TestPlaceNames:
    def test_has_a_name_for_every_place_but_the_unknown(self):
        names = place_names()
        assert (names["MI"], str(names["AF"])) == ("Michigan", "Armed forces")
        assert "" not in names
