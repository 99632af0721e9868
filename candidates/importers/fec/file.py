"""The FEC's candidate master file as a whole: `cn.txt` of the bulk download “Candidate master”.

Pipe-delimited, no header, no quoting. The FEC's files are ASCII but for a few pasted letters, so
each line is read for itself: as UTF-8, or as Windows-1252 where it is not UTF-8. Source:
https://www.fec.gov/campaign-finance-data/candidate-master-file-description/
"""

from django.utils.translation import gettext as _

from candidates.importers.fec.lines import CutLine, cut, cut_no_text

MAX_BYTES = 20_000_000
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b")


class ImportRefused(Exception):
    """The file cannot be imported at all; the text is a sentence that says why."""


def read_lines(content: bytes) -> list[CutLine]:
    """Return the lines of a candidate master file, each cut before its columns with addresses.

    Empty lines are left out and keep their number. Raises ImportRefused when the file is
    something else: empty, an archive, a web page, another table, or mostly damaged.
    """
    if len(content) > MAX_BYTES:
        raise ImportRefused(
            _("This file is larger than %(count)d MB. Upload a smaller one.")
            % {"count": MAX_BYTES // 1_000_000}
        )
    if content.startswith(ARCHIVES):
        raise ImportRefused(_("This is a zip file. Unzip it and upload the cn.txt inside."))
    content = content.removeprefix(BYTE_ORDER_MARK)
    # Bytes, unlike text, end a line at a line end only.
    numbered = enumerate(content.splitlines(), start=1)
    lines = [line for number, raw in numbered if (line := _read(number, raw))]
    if not lines:
        raise ImportRefused(_("This file is empty. Download it again from the FEC."))
    if content.lstrip().startswith(b"<"):
        raise ImportRefused(
            _("This is a web page, not the file it links to. Download cn.txt and upload that.")
        )
    complete = [line for line in lines if line.has_all_columns]
    if not complete and not all(line.is_text for line in lines):
        raise ImportRefused(
            _(
                "This isn’t a text file in UTF-8 or Windows-1252. Upload cn.txt as the FEC "
                "publishes it."
            )
        )
    if len(complete) * 2 < len(lines) or not any(line.fec_id for line in complete):
        raise ImportRefused(
            _(
                "This isn’t the FEC’s candidate master file. Each line should have 15 columns "
                "separated by “|”, starting with a candidate ID such as H0AL01055."
            )
        )
    return lines


def _read(number: int, raw: bytes) -> CutLine | None:
    text = _decoded(raw)
    if text is None:
        return cut_no_text(number, raw.partition(b"|")[0].decode("ascii", "replace"))
    return cut(number, text) if text.strip() else None


def _decoded(raw: bytes) -> str | None:
    if b"\0" in raw:
        return None
    for encoding in ("utf-8", "windows-1252"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:  # UTF-8 that somebody read as Windows-1252 and wrote as UTF-8: Ã‘ for Ñ
            return text.encode("windows-1252").decode() if "Ã" in text else text
        except UnicodeError:
            return text
    return None
