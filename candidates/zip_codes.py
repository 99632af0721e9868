"""Which states a ZIP code may be in, and which House districts to offer for it.

A ZIP code names a way to deliver mail, not an area: it may choose a state and offer districts, it
never decides. Tables and their sources: `data/README.md`. Nothing here reads the database, stores
or logs anything; each table is read once a process, at its first use.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from candidates import data

ZIP_PATTERN = re.compile(r"([0-9]{5})(?:-[0-9]{4})?")
# The Postal Service's own "states" for military and diplomatic mail.
ARMED_FORCES = frozenset({"AA", "AE", "AP"})


def five_digits(text: str) -> str:
    """Return the five digits of a ZIP code or ZIP+4 as typed, "" when `text` is neither.

    Spaces and line breaks around it are dropped; digits of other scripts are no digits here.
    """
    found = ZIP_PATTERN.fullmatch(text.strip())
    return found[1] if found else ""


def states_of(zip_code: str) -> tuple[str, ...]:
    """Return the codes of the states that `zip_code`, five digits, is in: its home first.

    A ZIP code without an area of its own, such as one for post-office boxes, has the state of its
    first three digits. Military mail has one of ARMED_FORCES; () means it's in none of our places.
    """
    table = _state_table()
    return table.get(zip_code, table.get(zip_code[:3], ()))


def districts_of(zip_code: str) -> dict[str, tuple[str, ...]]:
    """Return the numbered districts that `zip_code` touches by state, such as {"MI": ("11",)}.

    Drawn on the lines of the 119th Congress, which some states have replaced since. Empty for a
    ZIP code without an area of its own and where one member serves the whole state.
    """
    districts = defaultdict(list)
    for state, district in _district_table().get(zip_code, ()):
        districts[state].append(district)
    return {state: tuple(found) for state, found in districts.items()}


@cache
def _state_table() -> dict[str, tuple[str, ...]]:
    """Return states by ZIP code where that is an exception, else by its first three digits."""
    return {
        number: tuple(row["states"].split())
        for row in data.rows("zip_states.csv")
        for number in numbers_in(row["zips"])
    }


@cache
def _district_table() -> dict[str, tuple[tuple[str, str], ...]]:
    pairs = defaultdict(list)
    for row in data.rows("zip_districts.csv"):
        state, _dash, district = row["district"].partition("-")
        pair = (state, district)
        for run in row["zips"].split():
            for number in numbers_in(run):
                pairs[number].append(pair)
    return {number: tuple(found) for number, found in pairs.items()}


def numbers_in(run: str) -> Iterator[str]:
    """Yield each number of a run such as 010-027 or 48326, with its leading zeros."""
    first, _dash, last = run.partition("-")
    for number in range(int(first), int(last or first) + 1):
        yield f"{number:0{len(first)}}"
