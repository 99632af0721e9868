"""What an organizer does with one signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.admin.acting import Act, act_page, page_of, posted, row_or_404
from pledges import moderation
from pledges.models import Signature
from pledges.signing.withdraw import withdraw as withdraw_signature

if TYPE_CHECKING:
    from pledges.admin.signatures import SignatureAdmin


def release(signatures: SignatureAdmin, request: HttpRequest, signature_id: int) -> HttpResponse:
    """Let a signature wait for its confirmation that was kept apart wrongly."""
    signature: Signature = row_or_404(signatures, request, signature_id)

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        moderation.release(signature, now=timezone.now())
        return _("Released. Its signer is asked by mail to confirm it."), page_of(signature)

    act = Act(
        title=_("Release"),
        button=_("Release"),
        do=do,
        explanation=_(
            "The signature was kept apart. Released, it waits for its confirmation like any other: "
            "a mail with a link goes out within seconds."
        ),
        facts=[(_("Kept apart"), signature.get_quarantine_display())],
    )
    return act_page(signatures, request, signature, forms.Form(posted(request)), act)


def withdraw(signatures: SignatureAdmin, request: HttpRequest, signature_id: int) -> HttpResponse:
    """Withdraw a signature for somebody who asked us to."""
    signature: Signature = row_or_404(signatures, request, signature_id)

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        if not withdraw_signature(signature, now=timezone.now()):
            raise ValidationError(_("It was withdrawn already."), code="withdrawn")
        return _("Withdrawn. It counts no more."), page_of(signature)

    act = Act(
        title=_("Withdraw at the signer's wish"),
        button=_("Withdraw"),
        do=do,
        explanation=_(
            "Only at the wish of whoever signed. The count goes down, and the comment is erased. "
            "Whoever signs again later counts again."
        ),
    )
    return act_page(signatures, request, signature, forms.Form(posted(request)), act)
