"""Capitals and small letters for names in capitals only: McDonald, O'Rourke, De La Cruz.

Whether a family name has a capital inside cannot be seen in capitals: `DESOTO` becomes Desoto,
unless the list below knows it. A word that has capitals and small letters already keeps them.
"""

import re


def words_of(text: str) -> frozenset[str]:
    """Return the words in `text`, for lists that are read as a paragraph."""
    return frozenset(text.split())


# Roots after which MAC is known to be the Scottish prefix: not so in MACE, MACHADO, MACKEY.
MAC_ROOTS = words_of(
    "ALISTER ALLISTER ARTHUR AULAY AULEY CALLUM CARTHY CONNELL CORMACK CORMICK CULLOCH DERMOTT "
    "DONALD DONNELL DOUGALL DOWELL DUFF EWAN FARLAND FARLANE GILLIVRAY GOWAN GREGOR GUIRE INNES "
    "INTOSH INTYRE IVER KAY KENNA KENZIE KINLAY KINLEY KINNON LACHLAN LAREN LAUGHLIN LEAN LEISH "
    "LENNAN LEOD MAHON MANUS MASTER MILLAN MULLEN MURRAY NAB NAIR NAMARA NAUGHTON NEIL NEILL "
    "PHAIL PHERSON QUARRIE QUEEN RAE TAGGART TAVISH VICAR WHORTER WILLIAM WILLIAMS"
)
# Family names with a capital inside that members of Congress bore between 2001 and 2026.
INNER_CAPITALS = {
    name.upper(): name
    for name in words_of(
        "DeFazio DeGette DelBene DeLauro DeLay DeMint DeSantis DeSaulnier DesJarlais DeWine "
        "LaFalce LaHood LaLota LaMalfa LaTourette LaTurner LeMieux LoBiondo"
    )
}
DOTTED_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?")
# JD, TJ, AJ: no given name of two or three letters lacks a vowel.
BARE_INITIALS = re.compile(r"[B-DF-HJ-NP-TV-XZ]{2,3}|[AEO]J")


def is_dotted_initials(word: str) -> bool:
    """Say whether `word` is initials: “J.R.”, “D.B”."""
    return DOTTED_INITIALS.fullmatch(word) is not None


def cased_given_name(word: str) -> str:
    """Return one given name; initials stay capitals, and a single one gets its point."""
    capitals = word.upper()
    if is_dotted_initials(word) or (len(word) == 1 and word.isascii()):
        return capitals if capitals.endswith(".") else f"{capitals}."
    return capitals if BARE_INITIALS.fullmatch(capitals) else cased(word)


def cased(word: str, *, is_family_name: bool = False) -> str:
    """Return one word of a name, each of its parts with a capital."""
    for joint in "-.":
        if joint in word:
            parts = word.split(joint)
            return joint.join(cased(part, is_family_name=is_family_name) for part in parts)
    head, apostrophe, tail = word.partition("'")
    if apostrophe:
        # O'ROURKE, DE'ANGELO; but HAWAI'I and SHAREE'S.
        begins_anew = len(head) <= 3 and len(tail) > 1
        return f"{cased(head)}'{cased(tail) if begins_anew else tail.lower()}"
    if word not in {word.upper(), word.lower()}:
        prefixed = re.fullmatch(r"([A-Z][a-z]+)([^a-z]{2,})", word)  # McDONALD, DeSANTIS
        return prefixed[1] + _capitalized(prefixed[2]) if prefixed else word
    capitals = word.upper()
    if is_family_name and capitals in INNER_CAPITALS:
        return INNER_CAPITALS[capitals]
    if capitals.startswith("MC") and len(word) > 3:
        return "Mc" + _capitalized(word[2:])
    if is_family_name and capitals.startswith("MAC") and capitals[3:] in MAC_ROOTS:
        return "Mac" + _capitalized(word[3:])
    return _capitalized(word)


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:].lower()
