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
    "title": "Investigate ICE and prosecute the agents who broke the law",
    "target": "Members of Congress, governors and attorneys general",
    "ask": (
        "Start an independent investigation now. Prosecute the agents who broke the law. Give "
        "everyone due process."
    ),
    "intro": text("intro"),
    "reasons": text("reasons"),
    "closing_demand": text("closing_demand"),
    "sources": text("sources"),
}
DEMANDS = (
    "End arrest quotas. No one’s workday should be measured in people taken away.",
    "Publish the use-of-force policy, and a database of every incident since 2017 that anyone can "
    "search.",
    "Set up independent, bipartisan oversight with the power to subpoena documents and people.",
    "Stop pulling investigators off trafficking, fraud and child abuse for routine enforcement.",
    "Protect whistleblowers. No one should lose a job, a rank or their safety for reporting abuse.",
    "End the ads that recruit for mass arrests, and pay for mental health care for the staff who "
    "are there now.",
    "Don’t tie funding to arrest counts. Pay for lawyers so no one faces a judge alone.",
    "Hold officials accountable when they threaten critics, journalists or elected "
    "representatives.",
    "Investigate and prosecute agents who break the law, like anyone else.",
)
UPDATE: dict[str, Any] = {
    "title": "The first letters are in the mail",
    "body": (
        "We sent the nine demands to every attorney general, along with how many of us had signed "
        "and one question: Which of the nine will you act on first?\n\n"
        "We’ll post their answers here. Until then, every new name goes into the next letter."
    ),
    "published_at": datetime.datetime(2026, 7, 7, 14, tzinfo=datetime.UTC),
}

# By the number of the signature, from 0; one still waits for a moderator.
COMMENTS = {
    15: (
        "I teach third grade. Two chairs were empty in March. No one could tell the class why.",
        CommentState.APPROVED,
    ),
    27: ("My father came here with nothing but a promise. Keep it.", CommentState.APPROVED),
    33: (
        "I wore a badge for 11 years. A quota is how you get good officers to do bad work.",
        CommentState.APPROVED,
    ),
    36: ("Bring this to the county fair, too!", CommentState.WAITING),
    38: ("You shouldn’t have to get lucky to get a lawyer.", CommentState.APPROVED),
}

# In the order in which they signed: two states with ten and more, some with a few.
ZIP_CODES = (
    *("48226", "43215", "60614", "48104", "44113", "48226", "11215", "45202", "49503"),
    *("48226", "43215", "90012", "48823", "60614", "44113", "48226", "11215", "43604"),
    *("48104", "78702", "45202", "49503", "48226", "43215", "60614", "09012", "48823"),
    *("44113", "11215", "48226", "85701", "43604", "90012", "48104", "60614", "45202"),
    *("11215", "78702", "90012"),
)
