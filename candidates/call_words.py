"""What to say to a campaign, by what we ask of it: on the phone, in an email, at a town hall.

The longer texts are templates in templates/candidates/calls_to_action/. They speak to the office.
None of them uses a pronoun for the candidate, because the record has none.
"""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """What is asked; templates/candidates/calls_to_action/ has a file of words for each."""

    THANK = "thank"
    ASK = "ask"
    ASK_AS_WRITTEN = "ask_as_written"
    ASK_TO_RECONSIDER = "ask_to_reconsider"
    ASK_TO_RETURN = "ask_to_return"
    HOLD = "hold"
    COMMIT = "commit"


HEADINGS = {
    Kind.THANK: _("Thank %(name)s"),
    Kind.ASK: _("Ask %(name)s to sign"),
    Kind.ASK_AS_WRITTEN: _("Ask %(name)s to sign as written"),
    Kind.ASK_TO_RECONSIDER: _("Ask %(name)s to reconsider"),
    Kind.ASK_TO_RETURN: _("Ask %(name)s to sign again"),
    Kind.HOLD: _("Hold %(name)s to the pledge"),
    Kind.COMMIT: _("Ask %(name)s to commit now"),
}
SUBJECTS = {
    Kind.THANK: _("Thank you for signing “%(title)s”"),
    Kind.ASK: _("Please sign “%(title)s”"),
    Kind.ASK_AS_WRITTEN: _("Please sign “%(title)s” as written"),
    Kind.ASK_TO_RECONSIDER: _("Please reconsider “%(title)s”"),
    Kind.ASK_TO_RETURN: _("Please sign “%(title)s” again"),
    Kind.HOLD: _("You signed “%(title)s.” Please keep your word"),
    Kind.COMMIT: _("Now that you’re elected, please sign “%(title)s”"),
}
# Why someone calls: the first sentence after the greeting, and most of a voicemail.
PURPOSES = {
    Kind.THANK: _("I’m calling to thank %(name)s for signing “%(title)s.”"),
    Kind.ASK: _("I’m calling to ask %(name)s to sign a pledge: “%(title)s.”"),
    Kind.ASK_AS_WRITTEN: _("I’m calling to ask %(name)s to sign “%(title)s” as it’s written."),
    Kind.ASK_TO_RECONSIDER: _("I’m calling to ask %(name)s to reconsider “%(title)s.”"),
    Kind.ASK_TO_RETURN: _("I’m calling to ask %(name)s to sign “%(title)s” again."),
    Kind.HOLD: _("I’m calling about a promise that %(name)s made in writing: “%(title)s.”"),
    Kind.COMMIT: _(
        "Now that the election is over, I’m calling to ask %(name)s to sign a pledge: “%(title)s.”"
    ),
}
# What to ask at a town hall, where the candidate answers in person.
QUESTIONS = {
    Kind.THANK: _(
        "You signed “%(title)s.” Thank you. What’s the first thing you’ll do to keep that promise?"
    ),
    Kind.ASK: _("You haven’t answered “%(title)s.” Will you sign it? Yes or no?"),
    Kind.ASK_AS_WRITTEN: _(
        "You changed the words of “%(title)s” before you signed. Will you sign it as it’s written? "
        "Yes or no?"
    ),
    Kind.ASK_TO_RECONSIDER: _("You refused to sign “%(title)s.” What would it take to get to yes?"),
    Kind.ASK_TO_RETURN: _(
        "You signed “%(title)s” and then took it back. What changed, and will you sign again?"
    ),
    Kind.HOLD: _("You signed “%(title)s.” What have you done so far to keep that promise?"),
    Kind.COMMIT: _(
        "You were elected without signing “%(title)s.” Will you sign it now? Yes or no?"
    ),
}
# What an office may say, and what to say then.
Reply = tuple[str | Promise, str | Promise]
TO_WHO_SHOULD_ANSWER: tuple[Reply, Reply] = (
    (
        _("We don’t comment on pledges."),
        _("Then please write down my question. When can I call back for an answer?"),
    ),
    (
        _("We have our own plan."),
        _("Thank you. I’m asking about this pledge. Is that a yes or a no?"),
    ),
)
TO_WHO_SIGNED: tuple[Reply, Reply] = (
    (
        _("We’re getting a lot of heat for it."),
        _("That’s why I’m calling. People at home are behind you."),
    ),
    (_("What can we do for you?"), _("Keep the promise, and keep saying so in public.")),
)
TO_WHO_WAS_ELECTED: tuple[Reply, Reply] = (
    (
        _("It’s too early to say."),
        _("I understand. When will you know? I’ll call back then."),
    ),
    (
        _("It depends on the bill."),
        _("The pledge is in writing. Does that promise still stand? Yes or no?"),
    ),
)
REPLIES = {
    **dict.fromkeys(Kind, TO_WHO_SHOULD_ANSWER),
    Kind.THANK: TO_WHO_SIGNED,
    Kind.HOLD: TO_WHO_WAS_ELECTED,
}
