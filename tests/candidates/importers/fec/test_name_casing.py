import pytest

from candidates.importers.fec.name_casing import cased, cased_given_name


class TestCased:
    @pytest.mark.parametrize(
        ("written", "read"),
        [
            ("QUARTZ", "Quartz"),
            ("quartz", "Quartz"),
            ("ÑANDÚ", "Ñandú"),
            ("O'CLAY", "O'Clay"),
            ("D'AGATE", "D'Agate"),
            ("L'ONYX", "L'Onyx"),
            ("DE'SHALE", "De'Shale"),
            ("HAWAI'I", "Hawai'i"),
            ("SHAREE'S", "Sharee's"),
            ("ANDRAE'", "Andrae'"),
            ("QUARTZ-STONE", "Quartz-Stone"),
            ("O'CLAY-MCFLINT", "O'Clay-McFlint"),
            ("ST.JOHN", "St.John"),
            ("MCFLINT", "McFlint"),
            ("mcflint", "McFlint"),
            ("MCO", "Mco"),
            # Both cases already: the capitals that a person typed are known.
            ("McFLINT", "McFlint"),
            ("McFlint", "McFlint"),
            ("DeSHALE", "DeShale"),
            ("VanDune", "VanDune"),
            ("Mcflint", "Mcflint"),
        ],
    )
    def test_gives_each_part_its_capital(self, written, read):
        assert cased(written) == read

    @pytest.mark.parametrize(
        ("written", "read"),
        [
            ("MACDONALD", "MacDonald"),
            ("MACKENZIE", "MacKenzie"),
            ("MACE", "Mace"),
            ("MACHADO", "Machado"),
            ("MACKEY", "Mackey"),
            ("DELAURO", "DeLauro"),
            ("DESHALE", "Deshale"),
        ],
    )
    def test_knows_family_names_with_a_capital_inside(self, written, read):
        assert cased(written, is_family_name=True) == read

    def test_leaves_a_first_name_plain(self):
        assert cased("MACKENZIE") == "Mackenzie"


class TestCasedGivenName:
    @pytest.mark.parametrize(
        ("written", "read"),
        [
            ("A", "A."),
            ("a.", "A."),
            ("J.R.", "J.R."),
            ("J.R", "J.R."),
            ("T.O.P.", "T.O.P."),
            ("JD", "JD"),
            ("AJ", "AJ"),
            ("KWH", "KWH"),
            ("TY", "Ty"),
            ("AL", "Al"),
            ("JO", "Jo"),
            ("D.ETTA", "D.Etta"),
            ("李", "李"),
        ],
    )
    def test_knows_initials(self, written, read):
        assert cased_given_name(written) == read
