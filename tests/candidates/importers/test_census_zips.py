"""The Census Bureau's file of districts and ZIP code areas, in a small copy with invented lines."""

import pytest
from django.core.management import CommandError, call_command

from candidates.importers import census_zips

HEADER = "OID_CD119_20|GEOID_CD119_20|GEOID_ZCTA5_20|AREALAND_PART|AREAWATER_PART"
LINES = """
1|2611|48301|900|0
2|2611|48303|900|0
3|2611|48302|900|0
4|2613|48302|20|0
5|2612|48304|0|300
6|0101|06390|5|0
7|0200|99501|5|0
8|1198|20001|5|0
9|26ZZ|48399|5|0
10|2613||77|0
"""


@pytest.fixture
def census_file(tmp_path):
    path = tmp_path / "census.txt"
    path.write_text(HEADER + LINES, encoding="utf-8-sig")
    return path


class TestRebuild:
    def test_writes_runs_of_zip_codes_by_numbered_district(self, census_file, tmp_path):
        table = tmp_path / "table.csv"
        assert census_zips.rebuild(census_file, table) == (3, 4)
        assert table.read_text() == ("district,zips\nAL-01,06390\nMI-11,48301-48303\nMI-13,48302\n")

    def test_leaves_the_table_alone_when_the_file_is_another(self, tmp_path):
        source, table = tmp_path / "other.txt", tmp_path / "table.csv"
        source.write_text("A|B\n1|2\n")
        table.write_text("as it was")
        with pytest.raises(ValueError, match="isn’t the Census Bureau’s file"):
            census_zips.rebuild(source, table)
        assert table.read_text() == "as it was"


class TestRuns:
    def test_joins_neighbors_and_keeps_leading_zeros(self):
        assert list(census_zips.runs({601, 603, 602, 700})) == ["00601-00603", "00700"]


class TestRebuildZipDistrictsCommand:
    def test_prints_counts(self, census_file, tmp_path, monkeypatch, capsys):
        rebuild = census_zips.rebuild
        monkeypatch.setattr(
            census_zips, "rebuild", lambda file: rebuild(file, tmp_path / "table.csv")
        )
        call_command("rebuild_zip_districts", str(census_file))
        assert capsys.readouterr().out == "4 ZIP codes in 3 districts.\n"

    def test_says_in_a_sentence_that_a_file_is_missing(self, tmp_path):
        with pytest.raises(CommandError, match="No such file"):
            call_command("rebuild_zip_districts", str(tmp_path / "absent.txt"))
