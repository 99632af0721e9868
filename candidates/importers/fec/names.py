"""Names as people write them, from names as the FEC's file has them: `CARL, JERRY LEE, JR`.

The file is in capitals, family name first, with whatever a filer typed: titles, nicknames, stray
blanks. Numbers and addresses are gone before (`redaction`). A name without a comma keeps the
order of its words. A name that can't be read for certain is marked for a check.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from candidates.importers.fec.name_casing import (
    cased,
    cased_given_name,
    is_dotted_initials,
    words_of,
)

# Dropped anywhere among the given names.
TITLES = words_of(
    "MR MRS MS MISS MX DR DOCTOR HON HONORABLE REP REPRESENTATIVE SEN SENATOR CONGRESSMAN "
    "CONGRESSWOMAN GOV GOVERNOR MAYOR AMB PROF PROFESSOR REV REVEREND PASTOR COL COLONEL LTC LTCOL "
    "LT MAJ CAPT CAPTAIN CDR CMDR SGT ADM"
)
# The forms that file names electronically cut them at this length, titles included.
CUT_AT = 38
# Titles are cut there too.
BEGINNINGS = {title[:length] for title in TITLES for length in range(1, len(title) + 1)}
# These beginnings are names as well.
NAMES_LIKE_TITLES = words_of("HONOR HONORA REVERE")
SURE_BEGINNING, DOUBTFUL_BEGINNING = 6, 4
# Signs that a name may have; any other makes it uncertain, such as the ? of a lost letter.
USUAL_SIGNS = frozenset(" ',.-()\"*’‘`´“”")
# Dropped after a first name; in its place they may be one: `HASAN, MD`.
POSTNOMINALS = words_of(
    "MD PHD ESQ DDS DMD DVM EDD DNP RN CPA MBA MFT LCSW FACS USA USN USMC USAF RET RETIRED NMN NMI"
)
# Alone among the given names, a degree or a name: `HASAN, MD`.
NAMES_LIKE_POSTNOMINALS = words_of("MD")
FAMILY_NAME_TITLES = words_of("MR MRS MS DR HON REV")
SUFFIXES = {
    "JR": "Jr.",
    "SR": "Sr.",
    "II": "II",
    "III": "III",
    "IV": "IV",
    "VII": "VII",
    "VIII": "VIII",
}
# Among given names an initial or a name, unless a comma or a title sets them apart.
DOUBTFUL_SUFFIXES = {"V": "V", "VI": "VI"}
ALL_SUFFIXES = {*SUFFIXES, *DOUBTFUL_SUFFIXES}
PLAIN_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"'})
NOT_APPLICABLE = re.compile(r"(?i)(?<!\w)N/A(?!\w)")
PLAIN_NAME = re.compile(r"[A-Z ,.]*")
TOKEN = re.compile(r"\"([^\"]*)\"|\(([^()]*)\)|(?<!\w)'([^']+)'(?!\w)|([^\s\"()]+)")


@dataclass(frozen=True)
class ReadableName:
    """A name to read (“Jerry Lee Carl Jr.”), to sort by (“Carl, Jerry Lee”), and its suffix.

    `needs_check` says that somebody has to look whether it was read right.
    """

    full: str
    sorted_as: str
    suffix: str
    needs_check: bool = False


class Word(NamedTuple):
    """A word of a name, or a nickname that was set in quotes or parentheses.

    `key` is the word as the lists above have it, "" for a nickname and for initials. `bare_key` is
    the word without points in capitals, whatever it is.
    """

    text: str
    is_nickname: bool
    key: str
    bare_key: str

    @classmethod
    def of(cls, text: str, *, is_nickname: bool = False) -> Word:
        bare_key = text.replace(".", "").upper()
        is_plain = not is_nickname and not is_dotted_initials(text)
        return cls(text, is_nickname, bare_key if is_plain else "", bare_key)

    @property
    def is_postnominal(self) -> bool:
        return self.bare_key in POSTNOMINALS and not self.is_nickname

    @property
    def is_title(self) -> bool:
        return self.key in TITLES or self.is_postnominal


def readable_name(raw: str) -> ReadableName | None:
    """Return the name that the FEC writes as `raw`, None when nothing of a name is in it."""
    parts = [words for part in _cleaned(raw).split(",") if (words := _words(part))]
    if not parts:
        return None
    first, *others = parts
    early_suffix = ""
    if others and len(first) == 1 and first[0].key in SUFFIXES:
        early_suffix = SUFFIXES[first[0].key]
        first, *others = others
    named = [part for part in others if not all(word.is_title for word in part)]
    uncertain = (
        bool(early_suffix)
        or _has_odd_signs(raw)
        or sum(any(word.key not in ALL_SUFFIXES for word in part) for part in named) > 1
        or any(len(part) == 1 and part[0].key in NAMES_LIKE_POSTNOMINALS for part in others)
        or any(word.is_nickname and word.bare_key in SUFFIXES for part in parts for word in part)
    )
    others = named or others
    is_cut = len(raw) == CUT_AT and not _is_ending(parts[-1][-1])
    if others:
        others[-1], may_be_cut = _without_cut_title(others[-1])
        uncertain |= may_be_cut
    family, family_suffix = _family_name(first)
    given, given_suffix = _given_names(others)
    suffix = given_suffix or family_suffix or early_suffix
    return ReadableName(
        full=" ".join([*given, *family, *([suffix] if suffix else [])]),
        sorted_as=", ".join(" ".join(names) for names in (family, given) if names),
        suffix=suffix,
        needs_check=uncertain or is_cut or not given,
    )


def _has_odd_signs(raw: str) -> bool:
    """Say whether `raw` has a character that no name has: a lost letter, TAKEN_OUT."""
    if PLAIN_NAME.fullmatch(raw):
        return False
    plain = re.sub(NOT_APPLICABLE, "", raw)
    return any(
        sign not in USUAL_SIGNS and unicodedata.category(sign)[0] not in "LM" for sign in plain
    )


def _is_ending(word: Word) -> bool:
    return word.is_title or word.key in SUFFIXES


def _without_cut_title(words: list[Word]) -> tuple[list[Word], bool]:
    """Return given names without a title that the column cut off.

    The second value says that their last word may be one, or a name.
    """
    if len(words) < 2 or words[-1].is_title:
        return words, False
    last = words[-1].key
    if last not in BEGINNINGS:
        return words, last == "THE"
    if words[-2].key == "THE":
        return words[:-2] or words, False
    if len(last) >= SURE_BEGINNING and last not in NAMES_LIKE_TITLES:
        return words[:-1], False
    return words, len(last) >= DOUBTFUL_BEGINNING


def _cleaned(raw: str) -> str:
    """Return `raw` with plain quotes and without what belongs to no name."""
    if PLAIN_NAME.fullmatch(raw):  # nine names in ten, and ten times as fast
        return raw
    text = unicodedata.normalize("NFC", raw).translate(PLAIN_QUOTES)
    text = text.replace("\N{REPLACEMENT CHARACTER}", "?")
    text = re.sub(r"(?<=\w)''+(?=\w)", "'", text).replace("''", '"')
    text = re.sub(NOT_APPLICABLE, " ", text).replace("/", " ")
    text = re.sub(r"\s*-\s*", "-", text)
    return re.sub(r"(?i)(?<!\w)([OD])'\s+(?=\w)", r"\1'", text)


def _words(part: str) -> list[Word]:
    words = []
    for quoted, bracketed, single_quoted, plain in TOKEN.findall(part):
        nickname = list(map(_bare, (quoted or bracketed or single_quoted).split()))
        if any(_is_nickname(text) for text in nickname):
            words.append(Word.of(" ".join(filter(None, nickname)), is_nickname=True))
        elif text := _bare(plain):
            words.append(Word.of(text))
    return words


def _bare(text: str) -> str:
    """Return one word without signs that no name has; "" where no letter is.

    A question mark stays, in place of a letter that was lost.
    """
    if text.isalpha():
        return text
    kept = "".join(sign for sign in text if sign in "'.-?" or unicodedata.category(sign)[0] in "LM")
    kept = kept.lstrip(".-").rstrip("-")
    return kept if any(sign.isalpha() for sign in kept) else ""


def _is_nickname(text: str) -> bool:
    """Say whether `text` is more than what filers put behind a rank: (R), (RET.)."""
    key = text.replace(".", "").upper()
    return len(key) > 1 and key not in TITLES and key not in POSTNOMINALS


def _family_name(words: list[Word]) -> tuple[list[str], str]:
    if len(words) > 1 and words[0].key in SUFFIXES:
        words = [*words[1:], words[0]]
    suffixes = [
        SUFFIXES.get(word.key) or DOUBTFUL_SUFFIXES[word.key]
        for word in words[1:]
        if word.key in SUFFIXES or word.key in DOUBTFUL_SUFFIXES
    ]
    kept = [
        word
        for word in words
        if word is words[0] or (word.key not in SUFFIXES and word.key not in DOUBTFUL_SUFFIXES)
    ]
    kept = [word for word in kept if word.key not in FAMILY_NAME_TITLES] or kept
    names: list[str] = []
    for word, following in zip(kept, [*kept[1:], None], strict=True):
        if names and names[-1] == "Mc":
            names[-1] += cased(word.text)
        elif word.key in {"ST", "STE"} and following:
            names.append(f"{word.key.capitalize()}.")
        elif word.key == "Y" and names and following:
            names.append("y")
        else:
            names.append(" ".join(cased(text, is_family_name=True) for text in word.text.split()))
    return names, (suffixes or [""])[0]


def _given_names(parts: list[list[Word]]) -> tuple[list[str], str]:
    kept: list[Word] = []
    suffix = ""
    follows_title = False
    for part in parts:
        for word in part:
            is_set_apart = follows_title or len(part) == 1
            follows_title = word.key in TITLES or (word.is_postnominal and bool(kept))
            if word.key == "AKA" and kept:
                return _cased_given_names(kept), suffix
            if follows_title:
                if kept and kept[-1].key == "THE":
                    kept.pop()
            elif word.key in SUFFIXES:
                suffix = suffix or SUFFIXES[word.key]
            elif word.key in DOUBTFUL_SUFFIXES and kept and is_set_apart:
                suffix = suffix or DOUBTFUL_SUFFIXES[word.key]
            # A middle name typed twice is one; a first name such as YO YO stays.
            elif len(kept) < 2 or word != kept[-1]:
                kept.append(word)
    return _cased_given_names(kept), suffix


def _cased_given_names(words: list[Word]) -> list[str]:
    has_first_name = any(not word.is_nickname for word in words)
    names = []
    for word in words:
        name = " ".join(cased_given_name(text) for text in word.text.split())
        names.append(f"“{name}”" if word.is_nickname and has_first_name else name)
    return names
