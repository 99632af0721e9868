"""What an organizer does with one signature."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.lib.admin.action_pages import ActionPage, action_page, page_of, posted, row_or_404
from pledges.abuse.quarantine import release as release_held
from pledges.models import Signature
from pledges.signing.withdraw import withdraw as withdraw_signature


def release(signatures: ModelAdmin, request: HttpRequest, signature_id: int) -> HttpResponse:
    """Let a signature that is held for review wait for its confirmation."""
    signature: Signature = row_or_404(signatures, request, signature_id)

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        if not release_held(Signature.objects.filter(pk=signature.pk), now=timezone.now()):
            raise ValidationError(
                _("This signature isn’t held for review any more. Nothing was changed."),
                code="not_held",
            )
        return _("Released. We’ll email its signer and ask them to confirm."), page_of(signature)

    action = ActionPage(
        title=_("Release"),
        button=_("Release"),
        do=do,
        explanation=_(
            "This signature is held for review. Once you release it, it waits for its "
            "confirmation like any other, with everything its signer typed. We’ll email the "
            "signer a link, within seconds unless their address gets too many emails from us."
        ),
        facts=[(_("Held because"), signature.get_quarantine_display())],
    )
    return action_page(signatures, request, signature, forms.Form(posted(request)), action)


def withdraw(signatures: ModelAdmin, request: HttpRequest, signature_id: int) -> HttpResponse:
    """Withdraw a signature for somebody who asked us to."""
    signature: Signature = row_or_404(signatures, request, signature_id)

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        if not withdraw_signature(signature, now=timezone.now()):
            raise ValidationError(_("It was withdrawn already."), code="withdrawn")
        return _("Withdrawn. It no longer counts."), page_of(signature)

    action = ActionPage(
        title=_("Withdraw at the signer's wish"),
        button=_("Withdraw"),
        do=do,
        explanation=_(
            "Only at the wish of whoever signed. The count goes down, and the comment is erased. "
            "Whoever signs again later counts again."
        ),
    )
    return action_page(signatures, request, signature, forms.Form(posted(request)), action)
