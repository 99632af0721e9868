"""The notice that a campaign got before its refusal was published, in sentences for everyone."""

import datetime
from collections.abc import Iterator

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from candidates.models import Answer, AnswerNotice, DeskSubmission

Way = AnswerNotice.Way


def notice_in_words(answer: Answer) -> list[str]:
    """Return how a refusal came by its notice; nothing for other answers.

    Reads `notices` and `evidence` of the answer.
    """
    if not answer.is_refusal:
        return []
    notice = next(iter(answer.notices.all()), None)
    if notice and not notice.is_older:
        return list(clock_in_words(notice))
    if DeskSubmission.objects.refusals_in(answer.evidence.all()).exists():
        return [_("The campaign sent this by its own link, so it needed no notice.")]
    if notice is None and answer.supersedes_id:
        return [_("It corrects an answer that was public, so it needed no notice.")]
    if answer.is_published:
        return [_("Published before we gave campaigns notice of refusals.")]
    return [_("No notice sent yet.")]


def needed_in_words(answer: Answer, now: datetime.datetime) -> str:
    """Return what a verified draft needs: to be published, and for a refusal what comes before.

    Reads `notices` and their `emails`.
    """
    notice = next(iter(answer.notices.all()), None) if answer.is_refusal else None
    if notice and notice.is_lost:
        return _("another notice: no email arrived")
    if notice and not notice.is_given:
        return _("its notice to be sent")
    if notice and notice.due_at and notice.due_at > now:
        return _("publication after %(day)s") % {"day": notice.last_day}
    return _("publication")


def notice_to_campaign(answer: Answer) -> list[str]:
    """Return what the campaign itself reads about the notice of a refusal that isn't public.

    Reads `notices` and their `emails`, and `evidence` of the answer.
    """
    notice = next(iter(answer.notices.all()), None)
    if notice and notice.sent_at and notice.due_at:
        return list(_clock_to_campaign(notice))
    if DeskSubmission.objects.refusals_in(answer.evidence.all()).exists():
        return [_("You sent this by your link, so it needs no notice.")]
    if answer.supersedes_id:
        return [_("It corrects an answer that was public, so it needs no notice.")]
    return [_("Before we publish it, we’ll email you, and you’ll have time to reply.")]


def _clock_to_campaign(notice: AnswerNotice) -> Iterator[str]:
    if not notice.is_given:
        if notice.is_lost:
            yield _("We emailed you about this, but no email arrived.")
        else:
            yield _("We’re emailing you about this.")
        return
    day = date_format(timezone.localdate(notice.sent_at))
    if notice.way == Way.EMAIL:
        yield _("We emailed you about this on %(day)s.") % {"day": day}
    elif notice.way == Way.ATTEMPTS:
        words = _("We have no email address that works, so we tried twice (%(attempts)s).")
        yield words % {"attempts": notice.attempts}
    else:
        yield _("You asked us not to contact you. It’s been on this page since %(day)s.") % {
            "day": day
        }
    yield _("You have until the end of %(due)s to reply.") % {"due": notice.last_day}
    if notice.extended_by_id:
        yield _("That’s after we gave you more time.")
    if notice.replied_at:
        replied = date_format(timezone.localdate(notice.replied_at))
        yield _("You replied on %(day)s.") % {"day": replied}
    if notice.urgent_by_id:
        yield _("Urgent before the election: two people verified it, so it doesn’t wait.")


def clock_in_words(notice: AnswerNotice) -> Iterator[str]:
    if notice.sent_at is None or notice.due_at is None:
        return
    if not notice.answer.is_published and not notice.is_given:
        if notice.is_lost:
            yield _("We emailed the campaign notice, but no email arrived.")
        else:
            yield _("We’re emailing the campaign notice.")
        return
    day = date_format(timezone.localdate(notice.sent_at))
    if notice.way == Way.EMAIL:
        yield _("We emailed the campaign notice on %(day)s.") % {"day": day}
    elif notice.way == Way.ATTEMPTS:
        words = _("We have no email address that works, so we tried twice (%(attempts)s).")
        yield words % {"attempts": notice.attempts}
    else:
        words = _("The campaign asked us not to contact it. Its own page told it since %(day)s.")
        yield words % {"day": day}
    if notice.answer.is_published:
        yield _("It had until the end of %(due)s to reply.") % {"due": notice.last_day}
    else:
        yield _("It has until the end of %(due)s to reply.") % {"due": notice.last_day}
    if notice.extended_by_id:
        yield _("That’s after we gave it more time.")
    if notice.replied_at:
        replied = date_format(timezone.localdate(notice.replied_at))
        yield _("It replied on %(day)s.") % {"day": replied}
    elif notice.answer.is_published:
        yield _("We got no reply to the notice.")
    if notice.urgent_by_id:
        yield _("Urgent before the election: two people verified it, so it didn’t wait.")
