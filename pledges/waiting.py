"""What waits for organizers of petitions: lines on the front page."""

import datetime

from django.contrib.auth.models import User
from django.utils.translation import ngettext_lazy

from campaign.lib.admin import waiting
from campaign.lib.admin.waiting import Place, Rows
from pledges.abuse.quarantine import held_as_flood
from pledges.models import Recount, Signature, SignUp, Surge
from pledges.moderation import names_waiting

DAY = datetime.timedelta(days=1)


@waiting.line(
    Place.WORDS,
    ngettext_lazy(
        "%(shown)s signer’s comment to review.", "%(shown)s signers’ comments to review.", "count"
    ),
    "admin:pledges_signature_comments",
    "pledges.change_signature",
)
def signers_comments(organizer: User, now: datetime.datetime) -> Rows:
    return Signature.objects.with_waiting_comment()


@waiting.line(
    Place.WORDS,
    ngettext_lazy(
        "%(shown)s signer’s name to approve.", "%(shown)s signers’ names to approve.", "count"
    ),
    "admin:pledges_signature_names",
    "pledges.change_signature",
)
def signers_names(organizer: User, now: datetime.datetime) -> Rows:
    return names_waiting()


@waiting.line(
    Place.PETITIONS,
    ngettext_lazy(
        "%(shown)s email domain or network sent an unusual number of signatures in the last "
        "24 hours.",
        "%(shown)s email domains and networks sent an unusual number of signatures in the last "
        "24 hours.",
        "count",
    ),
    "admin:pledges_surge_changelist",
    "pledges.view_surge",
)
def surges(organizer: User, now: datetime.datetime) -> Rows:
    return Surge.objects.since(now - DAY)


@waiting.line(
    Place.PETITIONS,
    ngettext_lazy(
        "%(shown)s sign-up is held because too many came at once.",
        "%(shown)s sign-ups are held because too many came at once.",
        "count",
    ),
    "admin:pledges_signature_floods",
    "pledges.change_signature",
)
def floods(organizer: User, now: datetime.datetime) -> Rows:
    return held_as_flood()


@waiting.line(
    Place.PETITIONS,
    ngettext_lazy(
        "%(shown)s sign-up failed. Try it again.",
        "%(shown)s sign-ups failed. Try them again.",
        "count",
    ),
    "admin:pledges_signup_changelist",
    "pledges.change_signup",
)
def failed_sign_ups(organizer: User, now: datetime.datetime) -> Rows:
    return SignUp.objects.set_aside()


@waiting.line(
    Place.SITE,
    ngettext_lazy(
        "Signature totals were wrong at the last recount.",
        "Signature totals were wrong at the last recount.",
        "count",
    ),
    "admin:pledges_recount_changelist",
    "pledges.view_recount",
)
def wrong_totals(organizer: User, now: datetime.datetime) -> Rows:
    return Recount.objects.latest_if_wrong()
