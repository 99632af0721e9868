"""The FEC's candidate master file as a whole: `cn.txt` of the bulk download “Candidate master”.

Pipe-delimited, no header, no quoting. UTF-8, or Windows-1252 where it is not UTF-8 (the FEC's
files are ASCII but for a few pasted letters). Source:
https://www.fec.gov/campaign-finance-data/candidate-master-file-description/
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from candidates.importers.fec_lines import CutLine, cut

MAX_BYTES = 20_000_000
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
            _("The file is larger than %(count)d MB.") % {"count": MAX_BYTES // 1_000_000}
        )
    text = _decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    lines = [
        cut(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()
    ]
    if not lines:
        raise ImportRefused(_("The file is empty."))
    if text.lstrip().startswith("<"):
        raise ImportRefused(_("This is a web page, not the file that it links to."))
    complete = [line for line in lines if line.has_all_columns]
    if len(complete) * 2 < len(lines) or not any(line.fec_id for line in complete):
        raise ImportRefused(
            _(
                "This is not a candidate master file of the FEC: it should have 15 columns parted "
                "by “|” in each line, the first of them a candidate's id such as H0AL01055."
            )
        )
    return lines


def _decoded(content: bytes) -> str:
    if content.startswith(ARCHIVES):
        raise ImportRefused(_("This is an archive. Unpack it and bring the file cn.txt inside."))
    if b"\0" in content:
        raise ImportRefused(_("This is not a text file."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("windows-1252")
    except UnicodeDecodeError:
        # The first error is not chained: it quotes the file.
        raise ImportRefused(_("The file is neither UTF-8 nor Windows-1252 text.")) from None
