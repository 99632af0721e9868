"""What the demo's petition says, and what is invented about those who signed it."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from pledges.models import Signature

CommentState = Signature.CommentState
FOLDER = Path(__file__).parent / "texts"
GOAL = 50
OPENED_AT = datetime.datetime(2026, 4, 14, 14, tzinfo=datetime.UTC)


def text(name: str) -> str:
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8").strip()


TEXTS: dict[str, str] = {
    "slug": "investigate-ice",
    "title": "Investigate ICE, and prosecute what was against the law",
    "target": "Members of Congress, governors and attorneys general",
    "ask": (
        "Open an independent investigation now, bring what was unlawful before a court, and give "
        "every person due process."
    ),
    "intro": text("intro"),
    "reasons": text("reasons"),
    "closing_demand": text("closing_demand"),
    "sources": text("sources"),
}
DEMANDS = (
    "End arrest quotas. Nobody’s working day is measured in people taken away.",
    "Publish the policy on the use of force, and a database of every incident since 2017 that "
    "anybody can search.",
    "Set up independent oversight by both parties, with the power to subpoena papers and people.",
    "Stop moving investigators of trafficking, fraud and abuse of children to routine enforcement.",
    "Protect whistle-blowers: who reports abuse from inside keeps job, rank and peace.",
    "End the advertising that recruits for mass arrest, and pay for care of the mental health of "
    "the staff that is there.",
    "Tie no funding to the number of arrests. Pay lawyers for those who face a judge alone.",
    "Hold to account the officials who threaten critics, journalists or elected representatives.",
    "Investigate the agents who break the law, and prosecute them like anybody else.",
)
UPDATE: dict[str, Any] = {
    "title": "The first copies are on their way",
    "body": (
        "We have sent the nine demands to every attorney general, with the number of signatures on "
        "that day and a question: which of the nine will you act on first?\n\n"
        "What they answer will stand here. Until then, each name that is added goes into the next "
        "letter."
    ),
    "published_at": datetime.datetime(2026, 7, 7, 14, tzinfo=datetime.UTC),
}

# By the number of the signature, from 0; one still waits for a moderator.
COMMENTS = {
    15: (
        "I teach third grade. Two chairs were empty in March, and nobody could tell the class why.",
        CommentState.APPROVED,
    ),
    27: ("My father came here with nothing but a promise. Keep it.", CommentState.APPROVED),
    33: (
        "I wore a badge for eleven years. A quota is how you make good officers do bad work.",
        CommentState.APPROVED,
    ),
    36: ("Bring this up at the county fair, too!", CommentState.WAITING),
    38: ("Nobody should need luck to get a lawyer.", CommentState.APPROVED),
}

# In the order in which they signed: two states with ten and more, some with a few.
ZIP_CODES = (
    *("48226", "43215", "60614", "48104", "44113", "48226", "11215", "45202", "49503"),
    *("48226", "43215", "90012", "48823", "60614", "44113", "48226", "11215", "43604"),
    *("48104", "78702", "45202", "49503", "48226", "43215", "60614", "09012", "48823"),
    *("44113", "11215", "48226", "85701", "43604", "90012", "48104", "60614", "45202"),
    *("11215", "78702", "90012"),
)
