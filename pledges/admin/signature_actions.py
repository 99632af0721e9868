"""What an organizer does with one signature."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.lib.admin.action_pages import ActionPage, page_of
from pledges.abuse.quarantine import release as release_held
from pledges.models import Signature
from pledges.signing.withdraw import withdraw as withdraw_signature


def release(request: HttpRequest, signature: Signature) -> ActionPage:
    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        if not release_held(Signature.objects.filter(pk=signature.pk), now=timezone.now()):
            raise ValidationError(
                _("This signature isn’t held for review anymore. We didn’t change anything."),
                code="not_held",
            )
        return _("Released. We’ll email the signer to confirm."), page_of(signature)

    return ActionPage(
        title=_("Release"),
        button=_("Release"),
        do=do,
        explanation=_(
            "This signature is held for review. When you release it, we’ll email the signer a "
            "link to confirm it, usually within seconds. It counts once they do."
        ),
        facts=[(_("Held because"), signature.get_quarantine_display())],
    )


def withdraw(request: HttpRequest, signature: Signature) -> ActionPage:
    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        if not withdraw_signature(signature, now=timezone.now()):
            raise ValidationError(_("This signature was already withdrawn."), code="withdrawn")
        return _("Withdrawn. It no longer counts."), page_of(signature)

    return ActionPage(
        title=_("Withdraw at the signer’s request"),
        button=_("Withdraw"),
        do=do,
        explanation=_(
            "Only do this if the signer asked. The count goes down and we erase the comment. If "
            "they sign again later, they’ll count again."
        ),
    )
