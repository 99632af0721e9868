"""Taking what's private out of a filer's name: phone numbers, addresses, email addresses.

It happens when a line arrives, so nothing of it is ever stored, shown or logged.
"""

import re
import unicodedata

from candidates.importers.fec.name_casing import words_of

# Stands where something was taken out and the rest of the name is uncertain.
TAKEN_OUT = "#"
HARMLESS = re.compile(r"[A-Z ,.'\"()-]*")
ORDINALS = {"2ND": "II", "3RD": "III", "4TH": "IV", "5TH": "V"}
# Words in an address that may follow a number.
STREETS = words_of(
    "AVE AVENUE BLVD BOULEVARD CIR CIRCLE COURT CT DR DRIVE HIGHWAY HWY LANE LN LOOP PARKWAY PIKE "
    "PKWY PL PLACE PLAZA RD ROAD ROUTE RTE SQ SQUARE ST STREET TER TERRACE TRAIL TRL WAY "
    "APT BOX FL FLOOR RM ROOM STE SUITE UNIT"
)
# What may come before a number.
LEADS = words_of(
    "PO P.O. P.O P O BOX APT UNIT STE SUITE FL FLOOR RM ROOM ROUTE RTE RR NO NO. TEL PHONE CELL "
    "FAX TEL: PHONE: CELL: FAX: #"
)
# Words of an address that no name has, even without a number.
NEVER_A_NAME = words_of("APT AVE AVENUE BLVD BOULEVARD HWY HIGHWAY PKWY SUITE")
# What may follow a number and belongs to the name.
ENDINGS = words_of("JR SR II III IV MR MRS MS DR HON REP SEN ESQ MD PHD")
# A house number in letters, which only its street tells from a name.
SPELLED_NUMBER = re.compile(
    r"\b(ONE|TWO|THREE|FOUR|FIVE|SIX|SEVEN|EIGHT|NINE|TEN)"
    r"(?=( \w+)+ (AVE|AVENUE|BLVD|DRIVE|LANE|PLACE|PLAZA|RD|ROAD|SQUARE|ST|STREET|WAY)\b)"
)
ONLINE = re.compile(r"(?i)@|^(https?:|www\.)|\.(com|org|net|us|info)$")


def without_private_parts(name: str) -> str:
    """Return a name of the FEC's file without numbers, addresses and email addresses.

    A number that ends a name, alone or with a street behind it, is left out. Where it's less clear
    what belongs to the name, TAKEN_OUT marks the place.
    """
    has_street = NEVER_A_NAME & set(re.split(r"[ ,]+", name)) or SPELLED_NUMBER.search(name)
    if HARMLESS.fullmatch(name) and not has_street:
        return name
    name = SPELLED_NUMBER.sub("1", name)
    has_address = False
    parts = []
    for position, part in enumerate(_with_letters_for_roman_numbers(name).split(",")):
        if has_address and position > 1 and any(map(_is_of_a_name, part.split())):
            parts.append(f" {TAKEN_OUT}")  # a city behind a street
            continue
        words, found = _clean(part.split(), is_first=position == 0)
        has_address |= found
        parts.append(part if words == part.split() else f"{' ' * bool(position)}{' '.join(words)}")
    return ",".join(parts).rstrip(" ,")


def _clean(words: list[str], *, is_first: bool) -> tuple[list[str], bool]:
    """Return what stays of one part of a name, and whether a street was in it."""
    words = [ORDINALS.get(word.upper().strip("."), word) for word in words]
    start = next((place for place, word in enumerate(words) if _is_private(word)), None)
    if start is None:
        return words, False
    if name := _letters_of(words[start]):  # a slip within a name: R0CA
        return _clean([*words[:start], name, TAKEN_OUT, *words[start + 1 :]], is_first=is_first)
    kept, rest = words[:start], [word for word in words[start:] if not _is_private(word)]
    while kept and kept[-1].upper() in LEADS:
        kept.pop()
    endings = [word for word in rest if _key(word) in ENDINGS]
    others = [word for word in rest if _key(word) not in ENDINGS]
    has_street = any(_key(word) in STREETS for word in words[start:])
    has_number = any(_is_number(word) or ONLINE.search(word) for word in words[start:])
    if others and not has_street and not kept:
        # The number comes first: what follows may be the name.
        return [TAKEN_OUT, *others, *endings], False
    if has_street:
        endings = [word for word in endings if _key(word) not in STREETS]
    is_clear = has_number and (has_street or not others)
    return [*kept, *([] if is_clear else [TAKEN_OUT]), *endings], has_street and not is_first


def _is_private(word: str) -> bool:
    return _is_number(word) or bool(ONLINE.search(word)) or _key(word) in NEVER_A_NAME


def _is_number(word: str) -> bool:
    return any(unicodedata.category(sign)[0] == "N" for sign in word)


def _letters_of(word: str) -> str:
    """Return the letters of a word in which they prevail, else ""."""
    letters = "".join(sign for sign in word if unicodedata.category(sign)[0] != "N")
    is_name = len(letters) > 2 * (len(word) - len(letters)) and len(letters) > 2
    is_known = _key(letters) in STREETS or letters.upper() in LEADS or ONLINE.search(word)
    return letters if is_name and _is_number(word) and not is_known else ""


def _is_of_a_name(word: str) -> bool:
    return _key(word) not in ENDINGS


def _key(word: str) -> str:
    return re.sub(r"[.;:()]", "", word).upper()


def _with_letters_for_roman_numbers(text: str) -> str:
    return "".join(
        unicodedata.normalize("NFKC", sign) if unicodedata.category(sign) == "Nl" else sign
        for sign in text
    )
