"""One line of the FEC's candidate master file, read without looking at the database.

Columns, from https://www.fec.gov/campaign-finance-data/candidate-master-file-description/:
CAND_ID CAND_NAME CAND_PTY_AFFILIATION CAND_ELECTION_YR CAND_OFFICE_ST CAND_OFFICE
CAND_OFFICE_DISTRICT CAND_ICI CAND_STATUS CAND_PCC, and five with the candidate's address, which
`cut` drops before anything else looks at them.
"""

import re
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from candidates.importers.fec.names import ReadableName, readable_name
from candidates.importers.fec.redaction import without_private_parts
from candidates.models.fec_ids import FEC_ID as FEC_ID_PATTERN
from candidates.models.people import Person
from candidates.parties import Party, party_of

COLUMN_COUNT = 15
KEPT_COLUMN_COUNT = 10
FEC_ID = re.compile(FEC_ID_PATTERN)
PRESIDENTIAL_ID = re.compile(r"P[0-9A-Z]{8}", re.ASCII)
# What a line that ends within its id is completed with, to see whether it may be one.
SHAPE_OF_ID = "H0AA00000"
YEAR = re.compile(r"[12][0-9]{3}", re.ASCII)
CODE = re.compile(r"\s*[A-Za-z0-9/]{0,9}\s*", re.ASCII)
NO_CODE = "?"
# Stands in place of everything but the id in a line that is no text.
NO_TEXT = "\N{REPLACEMENT CHARACTER}"
NAME_LENGTH = Person._meta.get_field("full_name").max_length or 0


@dataclass(frozen=True)
class CutLine:
    """A line as it may be kept: its number in the file and its first ten columns.

    The name is without what is private. A question mark replaces a column that holds more than a
    code.

    Of a line with a wrong number of columns only the FEC id is kept, or nothing where the first
    column is none: nobody can know what is in its other columns. A line that ends within its id
    keeps that. One that is no text keeps its id, or "", and NO_TEXT.
    """

    number: int
    columns: tuple[str, ...]

    @property
    def has_all_columns(self) -> bool:
        return len(self.columns) == KEPT_COLUMN_COUNT

    @property
    def is_text(self) -> bool:
        return self.columns[1:] != (NO_TEXT,)

    @property
    def id_fragment(self) -> str:
        """Return what there is of the id where the line ends within it, else ""."""
        return self.columns[0] if len(self.columns) == 1 and not self.fec_id else ""

    @property
    def fec_id(self) -> str:
        first = self.columns[0] if self.columns else ""
        return first if FEC_ID.fullmatch(first) or PRESIDENTIAL_ID.fullmatch(first) else ""


@dataclass(frozen=True)
class Refusal:
    """A line that isn't imported; `sentence` says why and quotes no more than a code.

    `needs_person` says that an organizer can decide it.
    """

    number: int
    fec_id: str
    sentence: str
    needs_person: bool = False


@dataclass(frozen=True)
class OtherElection:
    """A line about another year or another office than the House and Senate of the cycle."""

    number: int
    is_other_office: bool


@dataclass(frozen=True)
class Filing:
    """What one line says about a run for the House or Senate; the seat is still as written."""

    number: int
    fec_id: str
    raw_name: str
    name: ReadableName
    party: Party
    state: str
    chamber: str
    district: str
    incumbency: str


def cut(number: int, text: str) -> CutLine:
    """Return what may be kept of the line `text`; the columns with addresses are gone."""
    columns = text.split("|")
    first = columns[0].strip().upper()
    if len(columns) == COLUMN_COUNT:
        name, *codes = columns[1:KEPT_COLUMN_COUNT]
        codes = [code if CODE.fullmatch(code) else NO_CODE for code in codes]
        return CutLine(number, (first, without_private_parts(name), *codes))
    fec_id = CutLine(number, (first,)).fec_id
    ends_within_id = (
        len(columns) == 1 and first and FEC_ID.fullmatch(first + SHAPE_OF_ID[len(first) :])
    )
    return CutLine(number, (first,) if fec_id or ends_within_id else ())


def cut_no_text(number: int, first_column: str) -> CutLine:
    """Return what may be kept of a line that is no text: the id in its first column."""
    return CutLine(number, (CutLine(number, (first_column.strip().upper(),)).fec_id, NO_TEXT))


def parse(line: CutLine, cycle_year: int) -> Filing | OtherElection | Refusal:
    """Return what a line says: a run in `cycle_year`, another election, or why it is refused."""

    def refused(sentence: str) -> Refusal:
        return Refusal(line.number, line.fec_id, sentence)

    if not line.is_text:
        return refused(_("It isn’t text in UTF-8 or Windows-1252."))
    if not line.has_all_columns:
        return refused(_("It doesn’t have %(count)d columns.") % {"count": COLUMN_COUNT})
    fec_id, raw_name, party_code, year, state, office, district, incumbency = (
        column.strip() for column in line.columns[:8]
    )
    office, state, incumbency = office.upper(), state.upper(), incumbency.upper()
    if not line.fec_id:
        return refused(_("Its first column isn’t an FEC ID."))
    if office not in {"H", "S", "P"}:
        return refused(_("Unknown office: %(code)s.") % {"code": shown(office)})
    if not YEAR.fullmatch(year):
        return refused(_("Unknown election year: %(code)s.") % {"code": shown(year)})
    if office == "P" or int(year) != cycle_year:
        return OtherElection(line.number, is_other_office=office == "P")
    if not FEC_ID.fullmatch(fec_id):
        return refused(_("Its ID isn’t for the House or the Senate."))
    name = readable_name(raw_name)
    if not name:
        return refused(_("It has no name."))
    return Filing(
        number=line.number,
        fec_id=fec_id,
        raw_name=raw_name[:NAME_LENGTH],
        name=_fitting(name),
        party=party_of(party_code),
        state=state,
        chamber=office,
        district=district,
        # A hint only, so an unknown one is no reason to refuse the line.
        incumbency=incumbency if incumbency in {"I", "C", "O"} else "",
    )


def _fitting(name: ReadableName) -> ReadableName:
    """Return a name that the record has room for, cut and marked for a check if need be."""
    if max(len(name.full), len(name.sorted_as)) <= NAME_LENGTH:
        return name
    full, sorted_as = (text[:NAME_LENGTH].rstrip(" ,") for text in (name.full, name.sorted_as))
    return replace(name, full=full, sorted_as=sorted_as, needs_check=True)


def shown(code: str) -> str:
    """Return a code for a sentence, or that it is blank or too long to be one."""
    if not code:
        return _("blank")
    return code if re.fullmatch(r"[A-Za-z0-9/]{1,4}", code) else _("not a code")
