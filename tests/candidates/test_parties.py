import pytest

from candidates.models import Candidacy
from candidates.parties import NAMES, SAME_AS, party_of


class TestPartyOf:
    @pytest.mark.parametrize(
        ("written", "code", "name"),
        [
            ("DEM", "DEM", "Democratic"),
            (" rep ", "REP", "Republican"),
            ("GOP", "REP", "Republican"),
            ("DFL", "DEM", "Democratic-Farmer-Labor"),
            ("DNL", "DEM", "Democratic-Nonpartisan League"),
            ("PFP", "PAF", "Peace and Freedom"),
            ("NPA", "NPA", "No party affiliation"),
            ("NOP", "NOP", "No party preference"),
            ("NNE", "NNE", "No party"),
            ("UN", "UN", "Unaffiliated"),
            ("UNK", "UNK", "Party unknown"),
            ("IND", "IND", "Independent"),
            ("W", "W", "Write-in"),
            ("", "", ""),
            ("  ", "", ""),
        ],
    )
    def test_says_a_code_in_words(self, written, code, name):
        assert party_of(written) == (code, name)

    @pytest.mark.parametrize("written", ["XYZ", "D", "DEMOCRATIC", "18", "KY", "ＤＥＭ"])
    def test_knows_no_other_code(self, written):
        assert party_of(written) is None

    def test_fits_into_the_record(self):
        length = {
            name: Candidacy._meta.get_field(name).max_length
            for name in ("party_code", "party_name")
        }
        for code in [*NAMES, *SAME_AS]:
            party = party_of(code)
            assert len(party.code) <= length["party_code"]
            assert 0 < len(party.name) <= length["party_name"]
