"""What is erased about supporters, as `pledges.privacy.register` promises."""

import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.lib import retention
from campaign.lib.retention import delete_in_batches
from pledges.models import (
    Follow,
    MailedLink,
    PaperBatch,
    Signature,
    SignUp,
    Supporter,
    Suppression,
    Surge,
)

# Someone who is signing right now may have only one of the two rows yet.
JUST_CAME = datetime.timedelta(days=1)


@retention.rule(_("signatures not confirmed within seven days of our email"))
def unconfirmed_signatures(now: datetime.datetime, *, is_dry_run: bool) -> int:
    """Delete them, also where organizers took them out of the count."""
    past = Signature.objects.filter(
        _never_counted(), emailed_at__lte=now - Signature.UNCONFIRMED_KEPT
    )
    return delete_signatures(past, is_dry_run=is_dry_run)


@retention.rule(_("sign-ups held for review, or that we never emailed about"))
def signatures_without_email(now: datetime.datetime, *, is_dry_run: bool) -> int:
    waiting = Q(state=Signature.State.QUARANTINED) | _never_counted() & Q(emailed_at=None)
    past = Signature.objects.filter(waiting, signed_at__lte=now - Signature.QUARANTINE_KEPT)
    return delete_signatures(past, is_dry_run=is_dry_run)


def _never_counted() -> Q:
    states = Signature.State
    return Q(state=states.PENDING) | Q(state=states.INVALID, state_before=states.PENDING)


@retention.rule(_("failed sign-ups"))
def sign_ups_set_aside(now: datetime.datetime, *, is_dry_run: bool) -> int:
    past = SignUp.objects.filter(sent_at__lte=now - SignUp.KEPT).defer("name", "comment")
    return delete_in_batches(past, is_dry_run=is_dry_run)


@retention.rule(_("withdrawn signatures"))
def withdrawn_signatures(now: datetime.datetime, *, is_dry_run: bool) -> int:
    states = Signature.State
    withdrawn = Q(state=states.WITHDRAWN) | Q(state=states.INVALID, state_before=states.WITHDRAWN)
    past = Signature.objects.filter(withdrawn, withdrawn_at__lte=now - Signature.WITHDRAWN_KEPT)
    return delete_signatures(past, is_dry_run=is_dry_run)


@retention.rule(_("hashes of networks"))
def hashes_of_networks(now: datetime.datetime, *, is_dry_run: bool) -> int:
    """Erase them, also those of sign-ups that still wait for an answer."""
    noted = Q(block_hash__isnull=False)
    too_old = now - Signature.BLOCK_KEPT
    past = (
        Signature.objects.filter(noted, signed_at__lte=too_old),
        SignUp.objects.filter(noted, sent_at__lte=too_old),
    )
    return sum(rows.count() if is_dry_run else rows.update(block_hash=None) for rows in past)


@retention.rule(_("surges from networks we’ve since erased"))
def surges_of_networks(now: datetime.datetime, *, is_dry_run: bool) -> int:
    past = Surge.objects.filter(kind=Surge.Kind.BLOCK, hour__lte=now - Signature.BLOCK_KEPT)
    return delete_in_batches(past, is_dry_run=is_dry_run)


@retention.rule(_("expired email links"))
def expired_links(now: datetime.datetime, *, is_dry_run: bool) -> int:
    past = MailedLink.objects.filter(expires_at__lte=now)
    return delete_in_batches(past, is_dry_run=is_dry_run)


@retention.rule(_("addresses whose email bounced over 90 days ago"))
def old_bounces(now: datetime.datetime, *, is_dry_run: bool) -> int:
    past = Suppression.objects.past_keeping(now)
    return delete_in_batches(past, is_dry_run=is_dry_run)


@retention.rule(_("followers 90 days after the general election, and those who didn’t confirm"))
def past_follows(now: datetime.datetime, *, is_dry_run: bool) -> int:
    """Delete them; their supporters are locked first, as by everybody who acts for them."""
    past = (
        Follow.objects.of_past_elections(timezone.localdate(now)),
        Follow.objects.past_confirming(now),
    )

    def lock(ids: list[int]) -> None:
        supporters = Supporter.objects.filter(follows__in=ids).order_by("pk")
        list(supporters.select_for_update(of=("self",), no_key=True).values_list("pk"))

    return sum(delete_in_batches(rows, is_dry_run=is_dry_run, lock=lock) for rows in past)


@retention.rule(_("supporters with no signatures left who follow no candidates"))
def supporters_without_signatures(now: datetime.datetime, *, is_dry_run: bool) -> int:
    """Delete those who have no signature left: without one, they get no updates either."""
    signed = Exists(Signature.objects.filter(supporter=OuterRef("pk")))
    following = Exists(Follow.objects.filter(supporter=OuterRef("pk")))
    past = Supporter.objects.filter(~signed, ~following, created_at__lte=now - JUST_CAME)
    return delete_in_batches(past, is_dry_run=is_dry_run)


@retention.rule(_("scans of signatures on paper"))
def scans_on_paper(now: datetime.datetime, *, is_dry_run: bool) -> int:
    past = PaperBatch.objects.with_scan_past_keeping(now)
    if is_dry_run:
        return past.count()
    batches = list(past)
    for batch in batches:
        batch.forget_scan()
    return len(batches)


def delete_signatures(rows: QuerySet[Signature], *, is_dry_run: bool) -> int:
    """Delete signatures; their supporters are locked first, as by everybody who acts for them."""

    def lock(ids: list[int]) -> None:
        supporters = Supporter.objects.filter(signatures__in=ids).order_by("pk")
        list(supporters.select_for_update(of=("self",), no_key=True).values_list("pk"))

    return delete_in_batches(rows, is_dry_run=is_dry_run, lock=lock)
