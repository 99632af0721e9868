"""Everything that we hold of a supporter, as they may take it along."""

from __future__ import annotations

from typing import Any

from pledges.models import Supporter


def holdings_of(supporter: Supporter) -> dict[str, Any]:
    """Return what a supporter gave us and what we noted of it; moments in ISO 8601, UTC."""
    signatures = supporter.signatures.select_related("petition").order_by("signed_at")
    return {
        "name": supporter.name,
        "email": supporter.email,
        "postal_code": supporter.postal_code,
        "language": supporter.language,
        "first_came_at": supporter.created_at,
        "email_confirmed_at": supporter.confirmed_at,
        "agreed_to_mail_at": supporter.agreed_at,
        "signatures": [
            {
                "petition": signature.petition and signature.petition.title,
                "address": signature.petition and signature.petition.public_url,
                "state": signature.state,
                "place": signature.place,
                "comment": signature.comment,
                "first_name_and_state_shown": signature.shown_publicly,
                "asked_for_mail": signature.asks_for_mail,
                "signed_at": signature.signed_at,
                "confirmed_at": signature.confirmed_at,
                "withdrawn_at": signature.withdrawn_at,
            }
            for signature in signatures
        ],
        "mails": [
            {"kind": mail.kind, "due_at": mail.due_at, "sent_at": mail.sent_at}
            for mail in supporter.mails.order_by("due_at")
        ],
    }
