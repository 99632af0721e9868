"""Where a row stands, as a word in its colors: the same inks as on the public pages."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from candidates.models import Answer, Candidacy


def status_chip(candidacy: Candidacy) -> SafeString:
    """Return the answer of a candidacy as its word, in its colors, with the day it was given."""
    day = f" · {candidacy.status_on:%b %-d, %Y}" if candidacy.status_on else ""
    return chip(candidacy.status, candidacy.status_label + day)


def outcome_chip(candidacy: Candidacy) -> SafeString:
    return chip(candidacy.outcome, candidacy.outcome_label)


def chip(kind: str, words: object) -> SafeString:
    return format_html('<span class="chip chip--{}">{}</span>', kind, words)


def state_chip(answer: Answer) -> SafeString:
    """Return where an answer is on its way to the public."""
    if answer.is_retracted:
        return chip("retracted", _("retracted"))
    if answer.is_published:
        return chip("published", _("published"))
    if answer.candidacy.race.cycle.archived_at:
        return chip("archived", _("draft in an archived cycle"))
    if answer.is_sent_back:
        return chip("sent_back", _("sent back"))
    return chip("waiting", _("verified, not published") if answer.is_verified else _("waiting"))
