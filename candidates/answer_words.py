"""What happened to answers, in sentences that the public and reviewers read."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.formats import date_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from candidates.coverage import Asked
from candidates.models import Answer, Candidacy, Hold
from candidates.models.choices import STATUS_LABELS, UNDER_REVIEW
from candidates.timelines import answer_day, day_within

# A statement may run to pages; a line on the page of corrections may not.
LONGEST = 200
# By the kind of the current answer; "" means no answer.
HEADLINES = {
    "": gettext_lazy("No answer from %(name)s on %(pledge)s"),
    "signed": gettext_lazy("%(name)s signed %(pledge)s"),
    "signed_with_changes": gettext_lazy("%(name)s signed %(pledge)s with changes"),
    "refused": gettext_lazy("%(name)s refused to sign %(pledge)s"),
    "rescinded": gettext_lazy("%(name)s signed %(pledge)s, then took it back"),
    UNDER_REVIEW: gettext_lazy("%(name)s’s answer to %(pledge)s is under review"),
}

# How many campaigns gave which answer; each kind counts in one line.
NUMBERS = {
    "signed": gettext_lazy("%(number)s signed"),
    "refused": gettext_lazy("%(number)s refused"),
    "": gettext_lazy("%(number)s no answer"),
    "signed_with_changes": gettext_lazy("%(number)s signed with changes"),
    "rescinded": gettext_lazy("%(number)s took it back"),
    UNDER_REVIEW: gettext_lazy("%(number)s under review"),
}
NO_BREAK = "\N{NO-BREAK SPACE}"


def numbers_in_words(counts: Mapping[str, int]) -> str:
    """Say how many campaigns gave which kind of answer: “3 signed, 1,871 no answer”."""
    return ", ".join(
        (words % {"number": intcomma(counts[kind])}).replace(" ", NO_BREAK)
        for kind, words in NUMBERS.items()
        if kind in counts
    )


def headline(candidacy: Candidacy, pledge: str) -> str:
    """Return what a campaign answered as a headline: “Ada Quartz signed the pledge to …”.

    `pledge` is what the pledge is called within a sentence.
    """
    words = HEADLINES[candidacy.answer_kind]
    return str(words) % {"name": candidacy.person.full_name, "pledge": pledge}


def asked_in_words(asked: Asked) -> str:
    """Say how often we asked a campaign, and when last."""
    if not asked.last_on:
        return _("We haven’t asked this campaign yet.")
    words = {
        1: _("We asked this campaign once, on %(day)s."),
        2: _("We’ve asked this campaign twice, most recently on %(day)s."),
    }
    often = ngettext(
        "We’ve asked this campaign %(times)d time, most recently on %(day)s.",
        "We’ve asked this campaign %(times)d times, most recently on %(day)s.",
        asked.times,
    )
    about = {"times": asked.times, "day": date_format(asked.last_on)}
    return words.get(asked.times, often) % about


def asked_in_short(asked: Asked, year: int) -> str:
    """Say how often we asked a campaign in a few words, on a page about `year`."""
    if not asked.last_on:
        return _("Not asked yet")
    words = {1: _("Asked once, on %(day)s"), 2: _("Asked twice, last on %(day)s")}
    often = ngettext(
        "Asked %(times)d time, last on %(day)s",
        "Asked %(times)d times, last on %(day)s",
        asked.times,
    )
    about = {"times": asked.times, "day": day_within(year, asked.last_on)}
    return words.get(asked.times, often) % about


def asked_how_often(asked: Asked) -> str:
    """Say how often we asked a campaign, in the fewest words."""
    words = {0: _("Not asked yet"), 1: _("Asked once"), 2: _("Asked twice")}
    often = ngettext("Asked %(times)d time", "Asked %(times)d times", asked.times)
    return words.get(asked.times, often) % {"times": asked.times}


def verified_by(answer: Answer) -> str:
    """Say who verified a published answer, without names."""
    if answer.verification_waived:
        return _("Verified by the person who recorded it.")
    if answer.verifier_is_tied:
        return _("Verified by a second person. One of the two let the other onto this site.")
    return _("Verified by a second person.")


def asked_at_a_glance(candidacy: Candidacy, asked: Asked) -> str:
    """Say how often we asked a campaign and since when, on its own page."""
    if asked.times < 2:
        return asked_in_short(asked, candidacy.cycle_year)
    return f"{asked_how_often(asked)} {asked_since(asked, candidacy.cycle_year)}"


def asked_since(asked: Asked, year: int) -> str:
    """Say since when we have asked a campaign, on a page about `year`; "" if we haven't."""
    if not asked.first_on:
        return ""
    return _("since %(day)s") % {"day": day_within(year, asked.first_on)}


def differences_between(old: Answer, new: Answer) -> Iterator[str]:
    """Yield a sentence for each public detail in which `new` differs from `old`.

    Both with their pledge text and evidence.
    """
    details: tuple[tuple[str, Callable[[Answer], str]], ...] = (
        (_("The answer"), lambda answer: answer.get_kind_display()),
        (_("The day"), answer_day),
        (_("The signer"), lambda answer: answer.signer_name),
        (_("The signer’s role"), lambda answer: answer.signer_role),
        (_("The version of the pledge"), lambda answer: str(answer.pledge_text.version)),
        (_("The statement"), lambda answer: answer.statement),
        (_("The text with their changes"), lambda answer: answer.changed_text),
        (_("The evidence"), _evidence),
    )
    for what, tell in details:
        before, after = tell(old), tell(new)
        if before != after:
            sentence = _("%(what)s changed from %(before)s to %(after)s.") % {
                "what": what,
                "before": _quoted(before),
                "after": _quoted(after),
            }
            # A statement brings its own full stop.
            yield sentence.replace(".”.", ".”")
    if [item.sha256 for item in old.evidence.all()] != [item.sha256 for item in new.evidence.all()]:
        yield _("We replaced a file of the evidence.")


def _quoted(text: str) -> str:
    return f"“{Truncator(text).chars(LONGEST)}”" if text else _("missing")


def _evidence(answer: Answer) -> str:
    return ", ".join(
        " ".join(filter(None, (capfirst(item.get_kind_display()), item.publisher, item.url)))
        for item in answer.evidence.all()
    )


class Standing(NamedTuple):
    """Which answer decided about a campaign at a moment, and if it was under review then."""

    answer: Answer | None = None
    is_reviewed: bool = False

    @property
    def label(self) -> str:
        return str(STATUS_LABELS[UNDER_REVIEW]) if self.is_reviewed else label_of(self.answer)


def label_of(answer: Answer | None) -> str:
    return str(STATUS_LABELS[answer.kind if answer else ""])


def answer_named(answer: Answer) -> str:
    """Return an answer in a few words: “Signed, March 14, 2026”."""
    return f"{label_of(answer)}, {answer_day(answer)}"


def status_changed(before: Standing, after: Standing) -> str:
    words = [_status_is_now(after)]
    if before.answer:
        sentence = _("The status changed from “%(before)s” to “%(after)s.”")
        words = [sentence % {"before": before.label, "after": after.label}]
    if after.answer and not after.is_reviewed:
        words.append(_("The answer is dated %(day)s.") % {"day": answer_day(after.answer)})
    return " ".join(words)


def answer_corrected(old: Answer, new: Answer, before: Standing, after: Standing) -> str:
    corrected = _("We corrected the answer “%(label)s” (%(day)s).") % {
        "label": label_of(old),
        "day": answer_day(old),
    }
    words = [corrected, *differences_between(old, new)]
    if before.label != after.label:
        words.append(_status_is_now(after))
    return " ".join(words)


def answer_retracted(answer: Answer, before: Standing, after: Standing) -> str:
    taken_back = _("We retracted the answer “%(label)s” (%(day)s).") % {
        "label": label_of(answer),
        "day": answer_day(answer),
    }
    if before.label == after.label:
        status = _("The status is still “%(label)s.”") % {"label": after.label}
    else:
        status = _status_is_now(after)
    return f"{taken_back} {status} {reason_given(answer.retraction_reason)}"


def review_began(hold: Hold, before: Standing, after: Standing) -> str:
    words = _("We took the answer “%(label)s” (%(day)s) out of view to check it.")
    if hold.is_dispute:
        words = _("The answer “%(label)s” (%(day)s) is disputed and under review.")
    began = words % {"label": label_of(hold.answer), "day": answer_day(hold.answer)}
    status = _status_is_now(after) if before.label != after.label else ""
    return " ".join(filter(None, (began, status, reason_given(hold.reason))))


def review_ended(hold: Hold, before: Standing, after: Standing) -> str:
    """Say how a review ended. If the answer was retracted, its retraction says the status."""
    ended = _("The review of the answer “%(label)s” (%(day)s) ended: %(outcome)s.") % {
        "label": label_of(hold.answer),
        "day": answer_day(hold.answer),
        "outcome": hold.get_outcome_display(),
    }
    has_changed = before.label != after.label and not hold.answer.is_retracted
    status = _status_is_now(after) if has_changed else ""
    return " ".join(filter(None, (ended, status, hold.explanation)))


def _status_is_now(after: Standing) -> str:
    return _("The status is now “%(label)s.”") % {"label": after.label}


def reason_given(text: str) -> str:
    return _("Reason: %(reason)s") % {"reason": text}
