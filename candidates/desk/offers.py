"""What a campaign can do on its desk page."""

import datetime

from candidates.derivation import Death, live_answers
from candidates.models import Answer, Candidacy, DeskSubmission, PledgeText
from candidates.models.choices import UNDER_REVIEW

Action = DeskSubmission.Action
Kind = Answer.Kind
OTHERS = [Action.REPLY, Action.FACT, Action.QUESTION]
# What a campaign can answer now, by the kind of its current answer; "" means none.
ANSWERS: dict[str, list[DeskSubmission.Action]] = {
    "": [Action.SIGN, Action.DECLINE, Action.CHANGES],
    Kind.SIGNED: [Action.TAKE_BACK],
    Kind.SIGNED_WITH_CHANGES: [Action.SIGN, Action.TAKE_BACK, Action.CHANGES],
    Kind.REFUSED: [Action.SIGN, Action.CHANGES],
    Kind.RESCINDED: [Action.SIGN, Action.CHANGES],
    UNDER_REVIEW: [Action.SIGN, Action.DECLINE, Action.CHANGES, Action.TAKE_BACK],
}


def offered_to(campaign: Candidacy, today: datetime.date) -> list[DeskSubmission.Action]:
    """Return what a campaign can do; nobody answers for the dead or in an archived cycle."""
    is_closed = campaign.race.cycle.archived_at is not None or has_died(campaign)
    if is_closed:
        return OTHERS
    disputes = [Action.DISPUTE] if disputable(campaign) else []
    can_answer = PledgeText.objects.in_use_on(today) is not None
    return [*(ANSWERS[campaign.answer_kind] if can_answer else ()), *disputes, *OTHERS]


def disputable(campaign: Candidacy) -> list[Answer]:
    """Return the published answers that a campaign can say weren't theirs, the latest first.

    Those that are under review are among them.
    """
    published = Answer.objects.published().filter(candidacy__in=campaign.registrations())
    return live_answers(published)[::-1]


def has_died(campaign: Candidacy) -> bool:
    others = campaign.person.candidacies.listed().exclude(pk=campaign.pk)
    return Death.of(campaign.person, [campaign, *others]) is not None
