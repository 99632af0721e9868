"""The Census Bureau's file that relates House districts to ZIP code areas, made into our table.

Pipe-delimited with a header, UTF-8 with a byte-order mark; a line for each district and area that
share ground. Layout:
https://www.census.gov/programs-surveys/geography/technical-documentation/records-layout/2020-CD-SLD-record-layout.html
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from candidates.zip_codes import DATA

TABLE = DATA / "zip_districts.csv"


def rebuild(source: Path, table: Path = TABLE) -> tuple[int, int]:
    """Replace `table` by what the Census file `source` says; return its districts and ZIP codes.

    Raises ValueError, and leaves the table alone, when `source` is another kind of file.
    """
    with source.open(newline="", encoding="utf-8-sig") as lines:
        zips_of = parse(lines)
    with table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["district", "zips"])
        for district, numbers in sorted(zips_of.items()):
            writer.writerow([district, " ".join(runs(numbers))])
    return len(zips_of), len(set().union(*zips_of.values()))


def parse(lines: Iterable[str]) -> dict[str, set[int]]:
    """Return the ZIP codes that have land in each numbered district, such as "MI-11".

    At-large districts and delegates' are left out: they are their whole state.
    """
    reader = csv.DictReader(lines, delimiter="|", quoting=csv.QUOTE_NONE, strict=True)
    columns = reader.fieldnames or []
    district_column = next((name for name in columns if name.startswith("GEOID_CD")), "")
    if not district_column or not {"GEOID_ZCTA5_20", "AREALAND_PART"} <= set(columns):
        raise ValueError(
            "This isn’t the Census Bureau’s file of districts and ZIP code areas. It should have "
            "the columns GEOID_CD…, GEOID_ZCTA5_20 and AREALAND_PART."
        )
    codes = _codes_by_fips()
    zips_of = defaultdict(set)
    for row in reader:
        state, district = codes.get(row[district_column][:2]), row[district_column][2:]
        is_numbered = district.isdecimal() and 0 < int(district) < 98
        if state and is_numbered and row["GEOID_ZCTA5_20"] and int(row["AREALAND_PART"]):
            zips_of[f"{state}-{district}"].add(int(row["GEOID_ZCTA5_20"]))
    return dict(zips_of)


def runs(numbers: Iterable[int]) -> Iterator[str]:
    """Yield ZIP codes in order, those that follow each other as one run: 48301-48304, 48320."""
    ordered = sorted(numbers)
    first = ordered[0]
    for number, following in zip(ordered, [*ordered[1:], None], strict=True):
        if following != number + 1:
            yield f"{first:05}" if first == number else f"{first:05}-{number:05}"
            first = following or 0


def _codes_by_fips() -> Mapping[str, str]:
    with (DATA / "jurisdictions.csv").open(newline="", encoding="utf-8") as lines:
        return {row["fips"]: row["code"] for row in csv.DictReader(lines)}
