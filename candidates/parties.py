"""Party codes of the FEC in words, from `data/parties.csv`."""

import re
from typing import NamedTuple

from candidates import data


class Party(NamedTuple):
    """A party as the record keeps it: its code, and its name in words."""

    code: str
    name: str


# By every code that the FEC lists: a second spelling, or the Democratic party of a state, has the
# code of its party.
PARTIES = {row["code"]: Party(row["party"], row["name"]) for row in data.rows("parties.csv")}
NAMES = {code: party.name for code, party in PARTIES.items() if code == party.code}
# How the name of a party that isn't listed begins, until an organizer corrects it.
AS_FILED = "Party as filed: "


def party_of(code: str) -> Party:
    """Return the party that the FEC means by `code`.

    A blank code is a party not stated, which has no name. A code that isn't in the FEC's list is
    kept as it was filed, and what is no code at all is left out; both begin with AS_FILED.
    """
    code = code.strip().upper()
    if not code:
        return Party("", "")
    if code in PARTIES:
        return PARTIES[code]
    if re.fullmatch(r"[A-Z0-9/]{1,3}", code):
        return Party(code, f"{AS_FILED}{code}")
    return Party("", f"{AS_FILED}unreadable")
