"""Links of a few invented campaigns, and what came by them: nothing is emailed."""

import datetime
from random import Random
from typing import Any

from django.contrib.auth.models import User

from campaign.lib.mailed_links import hash_of
from candidates.desk.links import SEED_BYTES, token_of_link
from candidates.desk.submissions import hashed
from candidates.models import Candidacy, DeskLink, DeskSubmission, PledgeText

Action = DeskSubmission.Action
WAITING: tuple[dict[str, Any], ...] = (
    {
        "action": Action.SIGN,
        "sender_role": "candidate",
        "words": "No one should be afraid to open their own front door.",
    },
    {"action": Action.QUESTION, "words": "Does the pledge cover contractors, too?"},
)
REPLY = "We read the pledge twice. We want oversight first, and we said so in our town hall."


class DemoDesk:
    def __init__(self, *, by: User, rng: Random, now: datetime.datetime) -> None:
        self.by, self.rng, self.now = by, rng, now

    def write(self, silent: list[Candidacy], refuser: Candidacy) -> None:
        """Store a signature and a question that wait, and a refuser's published reply."""
        text = PledgeText.objects.in_use_on(self.now.date())
        for campaign, told in zip(silent, WAITING, strict=False):
            name = campaign.person.full_name
            is_answer = told["action"] in DeskSubmission.ANSWERS
            self.send(campaign, sender_name=name, pledge_text=text if is_answer else None, **told)
        self.send(
            refuser,
            action=Action.REPLY,
            sender_name=f"The press office of {refuser.person.full_name}",
            sender_role="authorized representative",
            words=REPLY,
            answer=refuser.current_answer,
            decision=DeskSubmission.Decision.ACCEPTED,
            decided_at=self.now,
            decided_by=self.by,
        )

    def send(self, campaign: Candidacy, **told: Any) -> None:
        link = self.link_to(campaign)
        message = DeskSubmission(link=link, candidacy=campaign, received_at=self.now, **told)
        hashed(message, []).save()

    def link_to(self, campaign: Candidacy) -> DeskLink:
        """Return the campaign’s link, a new one if it has none."""
        if kept := campaign.desk_links.first():
            return kept
        link = DeskLink(
            candidacy=campaign,
            email=f"desk-{campaign.pk}@campaign.example",
            seed=self.rng.randbytes(SEED_BYTES),
            sent_by=self.by,
            sent_at=self.now,
        )
        link.token_hash = hash_of(token_of_link(link))
        link.save()
        return link
