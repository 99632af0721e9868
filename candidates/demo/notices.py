"""Two invented refusals that aren't public yet, under notice: nothing is emailed."""

import datetime

from campaign.lib.outbox.kinds import Recipient
from campaign.lib.outbox.models import Message
from candidates import ledger
from candidates.demo.desk import DemoDesk
from candidates.demo.story import Story
from candidates.desk import notice_emails
from candidates.models import AnswerNotice, Candidacy, DeskSubmission
from candidates.models.notices import KIND

REPLY = (
    "That email came from a volunteer, before the campaign had talked about the pledge. We’re "
    "reading it now, and we’ll answer it ourselves."
)


def give_notices(story: Story, *, now: datetime.datetime) -> None:
    """Record two refusals with their notices: one got a reply, the other reached nobody."""
    yesterday = now - datetime.timedelta(days=1)
    desk = DemoDesk(by=story.recorder, rng=story.rng, now=now)
    answered = story.somebody_in("PA", can_be_told)
    desk.link_to(answered)
    notice = notice_of(story, answered, at=yesterday)
    desk.send(
        answered,
        action=DeskSubmission.Action.REPLY,
        sender_name=f"The press office of {answered.person.full_name}",
        sender_role="authorized representative",
        words=REPLY,
        answer=notice.answer,
    )
    notice.answer.notices.update(replied_at=now)
    lost = notice_of(story, story.somebody_in("WI", can_be_told), at=yesterday)
    notice_emails.note_bounces(recipients_of(lost), yesterday)


def can_be_told(campaign: Candidacy) -> bool:
    return not campaign.wants_no_contact and not campaign.desk_links.exists()


def notice_of(story: Story, campaign: Candidacy, *, at: datetime.datetime) -> AnswerNotice:
    """Record a refusal and its notice as if the emails had left."""
    answer = story.draft(campaign, "refused", recorded_at=at)
    notice = ledger.notices.send(answer, by=story.verifier, now=at)
    Message.objects.filter(kind=KIND).delete()
    notice_emails.note_sent(recipients_of(notice), at)
    return notice


def recipients_of(notice: AnswerNotice) -> list[Recipient]:
    return [Recipient(pk) for pk in notice.emails.values_list("pk", flat=True)]
