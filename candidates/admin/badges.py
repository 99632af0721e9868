"""The status of a candidacy or an answer, as a word in its colors."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.badges import badge
from candidates.models import Answer, Candidacy
from candidates.models.choices import Review
from candidates.race_words import outcome_label


def status_badge(candidacy: Candidacy) -> SafeString:
    day = f" · {date_format(candidacy.status_on)}" if candidacy.status_on else ""
    return badge(candidacy.status, candidacy.status_label + day)


def outcome_badge(candidacy: Candidacy) -> SafeString:
    return badge(candidacy.outcome, outcome_label(candidacy, timezone.localdate()))


def state_badge(answer: Answer) -> SafeString:
    """Return where an answer stands. Its `review` comes from `with_review()`."""
    review = getattr(answer, "review", "")
    if answer.is_retracted:
        return badge("retracted", _("retracted"))
    if review:
        return badge("waiting", _("published, %(review)s") % {"review": Review(review).label})
    if answer.is_published:
        return badge("published", _("published"))
    if answer.candidacy.race.cycle.archived_at:
        return badge("archived", _("draft in an archived cycle"))
    if answer.is_sent_back:
        return badge("sent_back", _("changes requested"))
    return badge("waiting", _("verified, not published") if answer.is_verified else _("waiting"))


def calls_badge(candidacy: Candidacy) -> SafeString | str:
    """Return what stands in the way of a call, "" if nothing does."""
    if candidacy.wants_no_contact:
        return badge("sent_back", _("don’t call"))
    return badge("waiting", _("bad contact")) if candidacy.bad_contacts else ""
