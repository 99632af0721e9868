"""What organizers decide about signers' comments and the names they show."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import QuerySet

from campaign.lib.digest import digest_of
from pledges.models import Petition, Signature, Supporter

CommentState = Signature.CommentState
NameState = Signature.NameState


def decide_comments(
    signature_ids: Collection[int], state: CommentState, *, was: CommentState = CommentState.WAITING
) -> list[int]:
    """Show or hide comments whose state is still `was`; return the ids of their signatures."""
    with transaction.atomic():
        rows = Signature.objects.filter(pk__in=signature_ids, comment_state=was).confirmed()
        decided = list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
        Signature.objects.filter(pk__in=decided).update(comment_state=state)
    return decided


def name_digest(signature: Signature) -> str:
    """Return a digest of the name that a signature is shown with, as an organizer saw it."""
    return digest_of([signature.pk, signature.supporter.shown_name])


def names_waiting() -> tuple[QuerySet[Signature], QuerySet[Signature]]:
    """Return the signatures whose names need approval, in two parts.

    One query: if no petition asks first, PostgreSQL needn't read every signature to find out.
    """
    shown = Signature.objects.agreed_to_be_shown().filter(petition__isnull=False)
    approving = list(Petition.objects.filter(approves_names=True).values_list("pk", flat=True))
    return (
        shown.filter(name_state=NameState.WAITING),
        shown.filter(name_state=NameState.NONE, petition__in=approving),
    )


def decide_names(seen: Mapping[int, str], state: NameState) -> list[int]:
    """Show or hide the names of signatures; return the ids of those that were decided.

    `seen` has the digest of each name as the organizer saw it. Names that changed are skipped.
    """
    with transaction.atomic():
        rows = Signature.objects.agreed_to_be_shown().filter(pk__in=seen)
        # The supporters first, as everywhere: their names do not change meanwhile.
        supporters = Supporter.objects.filter(signatures__in=rows.values("pk")).order_by("pk")
        list(supporters.select_for_update(of=("self",), no_key=True).values_list("pk"))
        locked = rows.select_related("supporter").defer("comment").select_for_update(of=("self",))
        decided = [row.pk for row in locked.order_by("pk") if name_digest(row) == seen[row.pk]]
        Signature.objects.filter(pk__in=decided).update(name_state=state)
    return decided
