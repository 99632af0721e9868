import pytest

from candidates.models import Candidacy
from candidates.parties import PARTIES, party_of


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

    @pytest.mark.parametrize("written", ["XYZ", "D", "18", "ky", "WFP"])
    def test_keeps_another_code_as_filed(self, written):
        code = written.upper()
        assert party_of(written) == (code, f"Party as filed: {code}")

    @pytest.mark.parametrize("written", ["DEMOCRATIC", "ＤＥＭ", "?", "1 HIDDEN LANE"])
    def test_says_that_a_party_is_unreadable(self, written):
        assert party_of(written) == ("", "Party as filed: unreadable")

    def test_fits_into_the_record(self):
        length = {
            name: Candidacy._meta.get_field(name).max_length
            for name in ("party_code", "party_name")
        }
        for code in PARTIES:
            party = party_of(code)
            assert len(party.code) <= length["party_code"]
            assert 0 < len(party.name) <= length["party_name"]
