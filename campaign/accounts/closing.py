"""Close an account when someone leaves, and hand over their work in the same step."""

from typing import NamedTuple

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaign.accounts.second_factor.resetting import remove_second_factor
from campaign.accounts.sessions import end_sessions
from campaign.lib import audit
from candidates import ledger
from candidates.models import Answer, Candidacy


class Handed(NamedTuple):
    """How many campaigns and drafts were handed over."""

    campaigns: int
    drafts: int


def campaigns_of(account: User) -> QuerySet[Candidacy]:
    return Candidacy.objects.in_open_cycles().filter(assigned_to=account)


def drafts_of(account: User) -> QuerySet[Answer]:
    return Answer.objects.open_drafts().filter(recorded_by=account)


@transaction.atomic
def close(account: User, *, heir: User | None, by: User) -> Handed:
    """Close an account for good, log it out everywhere, and hand its work over to `heir`.

    Without an heir, its campaigns become unassigned. What it did stays on record under its name.
    Drafts that `heir` takes over count as recorded by `heir`. Raises ValidationError if there are
    drafts and no heir, or if the heir's roles don't cover the work.
    """
    account = User.objects.select_for_update().get(pk=account.pk)
    campaigns, drafts = campaigns_of(account), list(drafts_of(account))
    if drafts and (heir is None or not heir.has_perm("candidates.change_answer")):
        raise ValidationError(
            _("This account has unpublished answers. Choose a recorder to take them over."),
            code="needs_a_recorder",
        )
    if heir and not heir.has_perm("candidates.view_candidacy") and campaigns.exists():
        raise ValidationError(
            _("This account has campaigns to call. Choose someone who can call them."),
            code="needs_a_caller",
        )
    if heir:
        for draft in drafts:
            ledger.answers.hand_over(draft, to=heir)
    handed = Handed(campaigns.update(assigned_to=heir), len(drafts))
    account.is_active = account.is_superuser = False
    account.set_unusable_password()
    account.save(update_fields=["is_active", "is_superuser", "password"])
    account.groups.clear()
    account.user_permissions.clear()
    remove_second_factor(account)
    end_sessions(account)
    audit.record(
        audit.Event.CLOSED,
        by=by,
        about=account,
        closed=account.get_username(),
        heir=heir.get_username() if heir else "",
        **handed._asdict(),
    )
    return handed
