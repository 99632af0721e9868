import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from candidates.importers.fec.redaction import without_private_parts

NAMES = {
    "QUARTZ, ADA LEE": "QUARTZ, ADA LEE",
    "ALDER 12 ELM AVE, KIT": "ALDER, KIT",
    "QUARTZ, ABEL 5555550100": "QUARTZ, ABEL",
    "QUARTZ, ABEL (555) 555-0100 JR": "QUARTZ, ABEL JR",
    "QUARTZ, ABEL TEL: 555.555.0100": "QUARTZ, ABEL",
    "QUARTZ, ABEL 1963": "QUARTZ, ABEL",
    "QUARTZ, ABEL 3RD": "QUARTZ, ABEL III",
    "QUARTZ, ADA \N{ROMAN NUMERAL FOUR}": "QUARTZ, ADA IV",
    "QUARTZ, ADA PO BOX 12": "QUARTZ, ADA",
    "QUARTZ, ADA ONE ELM STREET": "QUARTZ, ADA",
    "QUARTZ, ADA APT9": "QUARTZ, ADA",
    "QUARTZ, ABEL 12TH ST": "QUARTZ, ABEL",
    "QUARTZ, 12 ELM ST": "QUARTZ",
    "QUARTZ, ADA ADA@EXAMPLE.ORG": "QUARTZ, ADA",
    # What is uncertain is marked
    "QUARTZ, ADA 12 BROADWAY": "QUARTZ, ADA #",
    "QUARTZ, 5 ADA": "QUARTZ, # ADA",
    "QUARTZ, ADA ELM AVE": "QUARTZ, ADA ELM #",
    "QUARTZ, KIT, 12 ELM AVE, SPRINGFIELD": "QUARTZ, KIT, , #",
    "R0CA, ADA": "RCA #, ADA",
    "12345": "",
}


class TestWithoutPrivateParts:
    def test_leaves_the_name_and_marks_what_is_uncertain(self, subtests):
        for raw, kept in NAMES.items():
            with subtests.test(raw):
                assert without_private_parts(raw) == kept
                assert without_private_parts(kept) == kept

    @given(st.text(max_size=60) | st.text("AB19 ,.-@#()", max_size=40))
    def test_leaves_no_number_of_any_script(self, raw):
        kept = without_private_parts(raw)
        assert not any(unicodedata.category(sign)[0] == "N" for sign in kept)
        assert "@" not in kept
