"""Files as the FEC writes them, about invented people."""

from __future__ import annotations

# Stands in the columns that may be seen nowhere.
ADDRESS = ("1 HIDDEN LANE", "APT 9", "SECRETVILLE", "MI", "48999")


def fec_line(
    fec_id: str = "H6MI11001",
    name: str = "QUARTZ, ADA",
    party: str = "DEM",
    year: str = "2026",
    state: str = "MI",
    office: str = "H",
    district: str = "11",
    incumbency: str = "C",
    status: str = "C",
    committee: str = "C00990001",
) -> str:
    """Return one line of 15 columns, the last five of which hold an address."""
    kept = (fec_id, name, party, year, state, office, district, incumbency, status, committee)
    return "|".join((*kept, *ADDRESS))


def fec_file(*lines: str) -> bytes:
    """Return the content of a file with these lines."""
    return "".join(f"{line}\n" for line in lines).encode()


def fake_name(number: int) -> str:
    """Return another family name in capitals for each number."""
    letters = ""
    while number or not letters:
        number, place = divmod(number, 20)
        letters += "BCDFGHJKLMNPQRSTVWXZ"[place] + "AEIOU"[place % 5]
    return f"QUAR{letters}"
