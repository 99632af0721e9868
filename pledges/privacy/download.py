"""Everything we know about a supporter, to download."""

from typing import Any

from pledges.mail.addresses import may_be_mailed
from pledges.mail.kinds import emails_to
from pledges.models import Supporter


def download_of(supporter: Supporter) -> dict[str, Any]:
    """Return what a supporter told us and what we noted; times in ISO 8601, UTC."""
    signatures = supporter.signatures.select_related("petition").order_by("signed_at")
    return {
        "name": supporter.name,
        "shown_as": supporter.first_name,
        "email": supporter.email,
        "postal_code": supporter.postal_code,
        "language": supporter.language,
        "first_came_at": supporter.created_at,
        "email_confirmed_at": supporter.confirmed_at,
        "agreed_to_mail_at": supporter.agreed_at,
        "unsubscribed_at": supporter.unsubscribed_at,
        "gets_no_mail": not may_be_mailed(Supporter.objects.filter(pk=supporter.pk)).exists(),
        "signatures": [
            {
                "petition": signature.petition and signature.petition.title,
                "address": signature.petition and signature.petition.public_url,
                "state": signature.state,
                "place": signature.place,
                "comment": signature.comment,
                "comment_state": signature.comment_state,
                "quarantined_because": signature.quarantine,
                "network_is_noted": signature.block_hash is not None,
                "name_and_state_shown": signature.shown_publicly,
                "name_state": signature.name_state,
                "asked_for_mail": signature.asks_for_mail,
                "signed_at": signature.signed_at,
                "emailed_at": signature.emailed_at,
                "reminded_at": signature.reminded_at,
                "confirmed_at": signature.confirmed_at,
                "withdrawn_at": signature.withdrawn_at,
            }
            for signature in signatures
        ],
        "follows": [
            {
                "who": follow.name,
                "cycle": follow.cycle.year,
                "asked_at": follow.asked_at,
                "emailed_at": follow.emailed_at,
                "confirmed_at": follow.confirmed_at,
                "told_since": follow.told_since,
                "told_through": follow.told_through,
            }
            for follow in supporter.follows.with_names().select_related("cycle").order_by("pk")
        ],
        "emails": list(emails_to(supporter).values("kind", "queued_at", "outcome", "finished_at")),
        "links": [
            {"for": link.purpose, "expires_at": link.expires_at, "used_at": link.used_at}
            for link in supporter.links.order_by("expires_at")
        ],
    }
