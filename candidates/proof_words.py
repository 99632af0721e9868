"""How well it's proved that the campaign answered, in sentences that the public reads."""

from collections.abc import Iterable

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.translation import gettext as _

from candidates.proofs.grades import Grade, ProofFacts, grade_of, independent


def confirmed_in_words(proofs: Iterable[ProofFacts]) -> str:
    """Say how well proofs together confirm an answer, without naming an address."""
    every = list(proofs)
    grade = grade_of(every)
    if grade == Grade.INDEPENDENT_PROOFS:
        number = apnumber(independent(every))
        return _("Confirmed by the campaign: %(number)s independent proofs") % {"number": number}
    if grade == Grade.ONE_PROOF:
        return _("Confirmed by the campaign: one proof")
    if grade == Grade.MAILBOX:
        return _("Not confirmed by the campaign: we only know the mailbox that sent it")
    return _("It rests on the evidence alone: we have no further proof from the campaign")
