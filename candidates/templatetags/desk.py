"""What a campaign's desk page says about what it can do, and about what it sent."""

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.models import DeskSubmission

register = template.Library()
Action = DeskSubmission.Action
# The heading, what happens, and the button.
WORDS = {
    Action.SIGN: (
        gettext_lazy("Sign the pledge"),
        gettext_lazy("You sign the text below as it is. Two of us check it, then it’s public."),
        gettext_lazy("Sign the pledge"),
    ),
    Action.CHANGES: (
        gettext_lazy("Sign with changes"),
        gettext_lazy(
            "We show your text beside ours and list you as “Signed with changes.” That’s an "
            "answer, but we don’t count it as signed."
        ),
        gettext_lazy("Sign with these changes"),
    ),
    Action.DECLINE: (
        gettext_lazy("Decline"),
        gettext_lazy(
            "We list you as “Refused,” with your statement word for word. Two of us check it first."
        ),
        gettext_lazy("Decline the pledge"),
    ),
    Action.TAKE_BACK: (
        gettext_lazy("Take back the signature"),
        gettext_lazy(
            "Your signature stays in the history, and we list you as “Signed, then took it "
            "back.” Two of us check it first."
        ),
        gettext_lazy("Take back the signature"),
    ),
    Action.QUESTION: (
        gettext_lazy("Ask us a question"),
        gettext_lazy("An organizer answers by email. None of it is public."),
        gettext_lazy("Send my question"),
    ),
    Action.FACT: (
        gettext_lazy("Correct a fact"),
        gettext_lazy("Tell us what’s wrong on your public page, and we check it."),
        gettext_lazy("Send my correction"),
    ),
    Action.REPLY: (
        gettext_lazy("Reply to what we publish"),
        gettext_lazy("Say in your own words what readers should know about your answer."),
        gettext_lazy("Send my reply"),
    ),
    Action.DISPUTE: (
        gettext_lazy("That wasn’t us"),
        gettext_lazy(
            "Use this if the person who answered wasn’t authorized to answer for the campaign. "
            "An organizer marks the answer as disputed, and it doesn’t count while we check. Two "
            "of us decide within 72 hours. Everything stays in the history."
        ),
        gettext_lazy("Dispute this answer"),
    ),
}
# What became of a message that we accepted, and by when we do what it asks for.
PUBLISHED = gettext_lazy("We published it on %(day)s.")
CHECKED = gettext_lazy("We check it by %(moment)s. Then we publish it, or email you why not.")
DONE = {
    Action.QUESTION: gettext_lazy("We answered it on %(day)s."),
    Action.FACT: gettext_lazy("You were right. We corrected the record on %(day)s."),
}
PROMISED = {
    Action.QUESTION: gettext_lazy("We email you an answer by %(moment)s."),
    Action.FACT: gettext_lazy("We check it and email you what we decided by %(moment)s."),
    Action.DISPUTE: gettext_lazy("Two of us decide by %(moment)s."),
}


@register.filter
def offer(action: str) -> str:
    return str(WORDS[Action(action)][0])


@register.filter
def explained(action: str) -> str:
    return str(WORDS[Action(action)][1])


@register.filter
def button(action: str) -> str:
    return str(WORDS[Action(action)][2])


@register.filter
def progress(submission: DeskSubmission) -> str:
    """Say how far we are with what a campaign sent, and by when we decide."""
    if submission.decided_at:
        day = date_format(timezone.localdate(submission.decided_at))
        if submission.is_dispute:
            return _("Decided on %(day)s: %(reason)s") % {
                "day": day,
                "reason": submission.explanation,
            }
        if submission.is_accepted:
            return _accepted(submission) % {"day": day}
        return _("We set it aside on %(day)s: %(reason)s") % {
            "day": day,
            "reason": submission.explanation,
        }
    words = {"moment": date_format(timezone.localtime(submission.due_at), "DATETIME_FORMAT")}
    if submission.due_at < timezone.now():
        return _("We promised to decide by %(moment)s, and we’re late.") % words
    if submission.answer_id and submission.is_answer:
        return _("Recorded. A second person checks it by %(moment)s.") % words
    return str(PROMISED.get(Action(submission.action), CHECKED)) % words


def _accepted(submission: DeskSubmission) -> str:
    if submission.is_reply and submission.answer and not submission.answer.is_published:
        return _("We checked it on %(day)s. We’ll publish it with the answer.")
    return str(DONE.get(Action(submission.action), PUBLISHED))
