import gzip
import io
import zipfile

import pytest

from candidates.importers.fec import file
from candidates.importers.fec.file import ImportRefused, read_lines
from tests.fec_files import fec_file as file_of
from tests.fec_files import fec_line

HEADER = (
    "CAND_ID|CAND_NAME|CAND_PTY_AFFILIATION|CAND_ELECTION_YR|CAND_OFFICE_ST|CAND_OFFICE|"
    "CAND_OFFICE_DISTRICT|CAND_ICI|CAND_STATUS|CAND_PCC|CAND_ST1|CAND_ST2|CAND_CITY|CAND_ST|CAND_ZIP"
)


def zipped() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as files:
        files.writestr("cn.txt", file_of(fec_line()))
    return archive.getvalue()


class TestReadLines:
    def test_numbers_lines_from_one(self):
        lines = read_lines(file_of(fec_line("H6MI11001"), fec_line("H6MI11002")))
        assert [(line.number, line.fec_id) for line in lines] == [
            (1, "H6MI11001"),
            (2, "H6MI11002"),
        ]

    def test_leaves_out_empty_lines_and_counts_them(self):
        lines = read_lines(f"\n{fec_line()}\n  \n{fec_line('H6MI11002')}\n\n".encode())
        assert [line.number for line in lines] == [2, 4]

    @pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
    def test_takes_every_kind_of_line_end(self, end):
        content = end.join([fec_line(), fec_line("H6MI11002"), ""]).encode()
        assert [line.columns[9] for line in read_lines(content)] == ["C00990001"] * 2

    def test_ends_a_line_at_a_line_end_only(self):
        [line] = read_lines(file_of(fec_line(name="QUARTZ,\x0b\x1c ADA\u2028LEE\x85")))
        assert line.has_all_columns

    def test_passes_over_a_byte_order_mark(self):
        [line] = read_lines(b"\xef\xbb\xbf" + file_of(fec_line()))
        assert line.fec_id == "H6MI11001"

    @pytest.mark.parametrize("encoding", ["utf-8", "windows-1252"])
    def test_reads_utf_8_and_windows_1252(self, encoding):
        [line] = read_lines(fec_line(name="NUÑEZ, ZOË “BUD”").encode(encoding))
        assert line.columns[1] == "NUÑEZ, ZOË “BUD”"

    def test_reads_each_line_in_its_own_encoding(self):
        name = "NUÑEZ, JOSÉ"
        lines = read_lines(
            b"\r\n".join(fec_line(name=name).encode(code) for code in ("utf-8", "windows-1252"))
        )
        assert [line.columns[1] for line in lines] == [name, name]

    @pytest.mark.parametrize("byte", [b"\x81", b"\0"])
    def test_keeps_only_the_id_of_a_line_that_is_no_text(self, byte):
        content = file_of(fec_line(), fec_line("H6MI11002", "QU@RTZ")).replace(b"@", byte)
        good, bad = read_lines(content)
        assert (good.is_text, good.has_all_columns) == (True, True)
        assert (bad.is_text, bad.has_all_columns, bad.fec_id) == (False, False, "H6MI11002")
        assert "RTZ" not in str(bad.columns)

    def test_keeps_no_id_that_is_no_text(self):
        [_good, bad] = read_lines(file_of(fec_line(), "H6MI\0001|QUARTZ"))
        assert (bad.is_text, bad.fec_id, bad.id_fragment) == (False, "", "")

    def test_takes_a_header_and_a_truncated_last_line_for_bad_lines(self):
        content = "\n".join([HEADER, fec_line(), fec_line("H6MI11002")[:30]]).encode()
        header, good, truncated = read_lines(content)
        assert [line.has_all_columns for line in (header, good, truncated)] == [True, True, False]
        assert [line.fec_id for line in (header, good, truncated)] == ["", "H6MI11001", "H6MI11002"]

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "empty"),
            (b" \n\n\t\n", "empty"),
            (b"\xef\xbb\xbf", "empty"),
            (b"<!DOCTYPE html><html><body>Not found</body></html>", "web page"),
            (b"\n\n  <html>\n" + file_of(fec_line()), "web page"),
            (zipped(), "zip file"),
            (gzip.compress(file_of(fec_line())), "zip file"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "This isn’t a text file"),
            (fec_line().encode("utf-16"), "This isn’t a text file"),
            (fec_line().encode("utf-16-be"), "This isn’t a text file"),
            (file_of(fec_line(), fec_line()).decode().encode("utf-32"), "This isn’t a text file"),
            (b"\x81\x8d\x8f\x90\x9d", "This isn’t a text file"),
            (bytes(range(256)) * 20, "This isn’t a text file"),
            (file_of(fec_line()) + b"\0\n\0\n", "isn’t the FEC’s candidate master"),
            (f"{HEADER}\n".encode(), "isn’t the FEC’s candidate master"),
            (b"Dear organizer,\nhere is the list.\n", "isn’t the FEC’s candidate master"),
            (b"fec_id,name\nH6MI11001,Ada Quartz\n", "isn’t the FEC’s candidate master"),
            (
                file_of(fec_line(), "H6MI11002|QUARTZ", "H6MI11003|CLAY"),
                "isn’t the FEC’s candidate master",
            ),
            # The committee master file has 15 columns too.
            (file_of(fec_line(fec_id="C00990001")), "isn’t the FEC’s candidate master"),
        ],
    )
    def test_refuses_what_is_no_candidate_master_file(self, content, sentence):
        with pytest.raises(ImportRefused, match=sentence):
            read_lines(content)

    def test_refuses_a_file_that_is_too_large(self, monkeypatch):
        monkeypatch.setattr(file, "MAX_BYTES", 1000)
        with pytest.raises(ImportRefused, match="larger than"):
            read_lines(file_of(*[fec_line()] * 20))

    def test_never_quotes_the_file_when_it_refuses_it(self):
        with pytest.raises(ImportRefused) as refused:
            read_lines(b"1 HIDDEN LANE \x81")
        assert "HIDDEN" not in str(refused.value)
        assert refused.value.__context__ is None
