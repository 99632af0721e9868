"""The names and the words of the demo, from `words.toml`."""

import tomllib
from pathlib import Path

WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
FIRST_NAMES, SURNAMES = WORDS["first_names"].split(), WORDS["surnames"].split()
