import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candidates.importers.fec.names import SUFFIXES, readable_name

# What the file has, what people read, what it is sorted by, the suffix. All invented.
NAMES = [
    # Plain
    ("QUARTZ, ADA", "Ada Quartz", "Quartz, Ada", ""),
    ("QUARTZ, ADA LEE", "Ada Lee Quartz", "Quartz, Ada Lee", ""),
    ("  QUARTZ ,  ADA   LEE  ", "Ada Lee Quartz", "Quartz, Ada Lee", ""),
    ("QUARTZ,ADA", "Ada Quartz", "Quartz, Ada", ""),
    ("QUARTZ,, ADA,", "Ada Quartz", "Quartz, Ada", ""),
    ("QUARTZ", "Quartz", "Quartz", ""),
    ("ADA QUARTZ", "Ada Quartz", "Ada Quartz", ""),
    (", ADA QUARTZ", "Ada Quartz", "Ada Quartz", ""),
    ("Quartz, Ada", "Ada Quartz", "Quartz, Ada", ""),
    ("quartz, ada", "Ada Quartz", "Quartz, Ada", ""),
    ("NUÑEZ, JOSÉ", "José Nuñez", "Nuñez, José", ""),
    # Suffixes, wherever they stand
    ("QUARTZ, ABEL LEE, JR", "Abel Lee Quartz Jr.", "Quartz, Abel Lee", "Jr."),
    ("QUARTZ, ABEL JR.", "Abel Quartz Jr.", "Quartz, Abel", "Jr."),
    ("QUARTZ JR, ABEL", "Abel Quartz Jr.", "Quartz, Abel", "Jr."),
    ("QUARTZ, JR, ABEL", "Abel Quartz Jr.", "Quartz, Abel", "Jr."),
    ("QUARTZ, JR., ABEL LEE", "Abel Lee Quartz Jr.", "Quartz, Abel Lee", "Jr."),
    ("QUARTZ, ABEL SR", "Abel Quartz Sr.", "Quartz, Abel", "Sr."),
    ("QUARTZ III, ABEL L III", "Abel L. Quartz III", "Quartz, Abel L.", "III"),
    ("QUARTZ II, ABEL MR II", "Abel Quartz II", "Quartz, Abel", "II"),
    ("QUARTZ, ABEL IV", "Abel Quartz IV", "Quartz, Abel", "IV"),
    ("QUARTZ, ABEL MR V", "Abel Quartz V", "Quartz, Abel", "V"),
    ("QUARTZ, ABEL, V", "Abel Quartz V", "Quartz, Abel", "V"),
    ("QUARTZ, ABEL V", "Abel V. Quartz", "Quartz, Abel V.", ""),
    ("QUARTZ, VI", "Vi Quartz", "Quartz, Vi", ""),
    # Titles and what stands behind a name
    ("QUARTZ, ABEL MR.", "Abel Quartz", "Quartz, Abel", ""),
    ("QUARTZ, ADA MRS", "Ada Quartz", "Quartz, Ada", ""),
    ("QUARTZ, DR. ADA DR", "Ada Quartz", "Quartz, Ada", ""),
    ("QUARTZ, ABEL THE HON", "Abel Quartz", "Quartz, Abel", ""),
    ("QUARTZ, ABEL HON. JR", "Abel Quartz Jr.", "Quartz, Abel", "Jr."),
    ("QUARTZ, ABEL L SR REP", "Abel L. Quartz Sr.", "Quartz, Abel L.", "Sr."),
    ("QUARTZ, SEN. ABEL", "Abel Quartz", "Quartz, Abel", ""),
    ("QUARTZ, ABEL COLONEL(R)", "Abel Quartz", "Quartz, Abel", ""),
    ("QUARTZ, ABEL LTC (RET.)", "Abel Quartz", "Quartz, Abel", ""),
    ("QUARTZ, ABEL MD, FACS", "Abel Quartz", "Quartz, Abel", ""),
    ("QUARTZ, ADA M.D., PH.D. M.D., PH.D.", "Ada Quartz", "Quartz, Ada", ""),
    ("QUARTZ, ABEL ESQ.", "Abel Quartz", "Quartz, Abel", ""),
    ("QUARTZ, PROF. REV. ABEL", "Abel Quartz", "Quartz, Abel", ""),
    ("QUARTZ, MD", "MD Quartz", "Quartz, MD", ""),
    ("QUARTZ DR, ADA", "Ada Quartz", "Quartz, Ada", ""),
    ("QUARTZ, DR", "Quartz", "Quartz", ""),
    ("SEN, ADA", "Ada Sen", "Sen, Ada", ""),
    ("DR, ADA", "Ada Dr", "Dr, Ada", ""),
    # Initials
    ("QUARTZ, J R", "J. R. Quartz", "Quartz, J. R.", ""),
    ("QUARTZ, J.R.", "J.R. Quartz", "Quartz, J.R.", ""),
    ("QUARTZ, A. LEE", "A. Lee Quartz", "Quartz, A. Lee", ""),
    ("QUARTZ, JD", "JD Quartz", "Quartz, JD", ""),
    ("QUARTZ, M.R.", "M.R. Quartz", "Quartz, M.R.", ""),
    # Nicknames
    ('QUARTZ, ABEL L "BUD" JR', "Abel L. “Bud” Quartz Jr.", "Quartz, Abel L. “Bud”", "Jr."),
    ("QUARTZ, VALERIA 'VAL'", "Valeria “Val” Quartz", "Quartz, Valeria “Val”", ""),
    ("QUARTZ, ABEL ( BUD ) LEE", "Abel “Bud” Lee Quartz", "Quartz, Abel “Bud” Lee", ""),
    ("QUARTZ, ABEL (D.B.)", "Abel “D.B.” Quartz", "Quartz, Abel “D.B.”", ""),
    ("QUARTZ, ABEL ''BUD''", "Abel “Bud” Quartz", "Quartz, Abel “Bud”", ""),
    ("QUARTZ, ABEL “BUD”", "Abel “Bud” Quartz", "Quartz, Abel “Bud”", ""),
    ('QUARTZ, "ABEL"', "Abel Quartz", "Quartz, Abel", ""),
    ('QUARTZ, ABEL "BUD', "Abel Bud Quartz", "Quartz, Abel Bud", ""),
    ("QUARTZ, ABEL AKA BUD STONE", "Abel Quartz", "Quartz, Abel", ""),
    # Family names of several parts
    ("DE LA BRECHA, ADA", "Ada De La Brecha", "De La Brecha, Ada", ""),
    ("DEL CANTO, ADA", "Ada Del Canto", "Del Canto, Ada", ""),
    ("VAN DER STEEN, ADA", "Ada Van Der Steen", "Van Der Steen, Ada", ""),
    ("VON QUARTZ, ADA", "Ada Von Quartz", "Von Quartz, Ada", ""),
    ("ROCA Y CANTO, ADA", "Ada Roca y Canto", "Roca y Canto, Ada", ""),
    ("ST. QUARTZ, ADA", "Ada St. Quartz", "St. Quartz, Ada", ""),
    ("ST QUARTZ, ADA", "Ada St. Quartz", "St. Quartz, Ada", ""),
    ("MCFLINT STONE, ADA", "Ada McFlint Stone", "McFlint Stone, Ada", ""),
    ("MC FLINT, ADA", "Ada McFlint", "McFlint, Ada", ""),
    ("McFLINT, ADA", "Ada McFlint", "McFlint, Ada", ""),
    ("MACLEOD, MACKENZIE", "Mackenzie MacLeod", "MacLeod, Mackenzie", ""),
    ("O'CLAY, ADA", "Ada O'Clay", "O'Clay, Ada", ""),
    ("O’CLAY, ADA", "Ada O'Clay", "O'Clay, Ada", ""),
    ("O''CLAY, ADA", "Ada O'Clay", "O'Clay, Ada", ""),
    ("O' CLAY, ADA", "Ada O'Clay", "O'Clay, Ada", ""),
    ("D'AGATE, ADA LA'SHALE", "Ada La'Shale D'Agate", "D'Agate, Ada La'Shale", ""),
    ("QUARTZ-STONE, ADA-LEE", "Ada-Lee Quartz-Stone", "Quartz-Stone, Ada-Lee", ""),
    ("QUARTZ- STONE, ADA", "Ada Quartz-Stone", "Quartz-Stone, Ada", ""),
    ("A QUARTZ, ABEL", "Abel A Quartz", "A Quartz, Abel", ""),
    # What belongs to no name
    ("BRANDT,ESQ., ABEL", "Abel Brandt", "Brandt, Abel", ""),
    ("JR HARTWELL, ABEL", "Abel Hartwell Jr.", "Hartwell, Abel", "Jr."),
    ("QUARTZ, ABEL THE HONORA", "Abel Quartz", "Quartz, Abel", ""),
    ("QUARTZ, ABEL CONGRESSWO", "Abel Quartz", "Quartz, Abel", ""),
    ("QUARTZ, *ABEL N/A", "Abel Quartz", "Quartz, Abel", ""),
    ("QUARTZ, ABEL LEE LEE", "Abel Lee Quartz", "Quartz, Abel Lee", ""),
    ("QUARTZ, YO YO", "Yo Yo Quartz", "Quartz, Yo Yo", ""),
    ("QUARTZ\u200b, AB\u200bEL\x07", "Abel Quartz", "Quartz, Abel", ""),
]


class TestReadableName:
    @pytest.mark.parametrize(("raw", "full", "sorted_as", "suffix"), NAMES)
    def test_reads_as_people_write_it(self, raw, full, sorted_as, suffix):
        name = readable_name(raw)
        assert (name.full, name.sorted_as, name.suffix) == (full, sorted_as, suffix)

    def test_marks_what_is_uncertain_for_a_check(self, subtests):
        uncertain = {
            "HARTWELL, JR": "Hartwell Jr.",
            "JR, HARTWELL, ABEL": "Abel Hartwell Jr.",
            "PE?A, ADA": "Ada Pe?a",
            "PE\N{REPLACEMENT CHARACTER}A, ADA": "Ada Pe?a",
            "QUARTZ #, ADA": "Ada Quartz",
            "QUARTZ, ADA HONORA": "Ada Honora Quartz",
            "ADA QUARTZ": "Ada Quartz",
            "PE_A, ADA": "Ada Pea",
            "QUARTZ, ADA C/O LEE": "Ada C. O. Lee Quartz",
            "QUARTZ, LEE, ADA": "Lee Ada Quartz",
            "HASAN, MD": "MD Hasan",
            "MONTESCUDO-CALCEDONIA, ALEXANDRINA MAR": "Alexandrina Mar Montescudo-Calcedonia",
        }
        for raw, full in uncertain.items():
            with subtests.test(raw):
                name = readable_name(raw)
                assert (name.full, name.needs_check) == (full, True)
        for raw in (
            "QUARTZ, ABEL L SR REP",
            "QUARTZ, JR, ABEL",
            "QUARTZ, ABEL MD, FACS",
            "QUARTZ, *ADA N/A",
        ):
            with subtests.test(raw):
                assert not readable_name(raw).needs_check

    @pytest.mark.parametrize("raw", ["", "  ", ",", " , ,", "1963", "***", "'", "-", '""', "( )"])
    def test_finds_none_where_no_letter_is(self, raw):
        assert readable_name(raw) is None

    @given(st.text(max_size=60))
    def test_gives_a_clean_name_or_none_of_any_text(self, raw):
        name = readable_name(raw)
        if name:
            assert name.full
            assert name.full == " ".join(name.full.split())
            assert "," not in name.full
            assert name.suffix in {"", "V", "VI", *SUFFIXES.values()}

    @given(st.text("ABCDEJRSVIM',.- \"()", max_size=40))
    def test_invents_no_letter(self, raw):
        name = readable_name(raw)
        if name:
            without_suffix = name.full.removesuffix(name.suffix)
            letters = re.sub(r"[^A-Z]", "", without_suffix.upper())
            assert all(letters.count(letter) <= raw.count(letter) for letter in letters)

    @given(st.lists(st.sampled_from(["QUARTZ", "ADA", "LEE", "O'CLAY", "STONE-ROCK"]), min_size=1))
    def test_loses_no_name(self, words):
        name = readable_name(f"{words[0]}, {' '.join(dict.fromkeys(words))}")
        for word in words:
            assert word in name.full.upper()
