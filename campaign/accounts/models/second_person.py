"""The two-person rule takes two people, not one person with two accounts.

Anyone who invites an account, or resets its second factor, could use it. Until a third
administrator approves it, the two don't count as two people: neither can verify or release what the
other one recorded. If there is no third administrator, they can, and the answer says so. The
database enforces this, so no page or command can skip it.
"""

from typing import Any

import pgtrigger
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from campaign.accounts.access import Role
from campaign.accounts.models.organizers import Organizer
from campaign.lib.permission_holders import administrators
from candidates.models import Answer, Hold, Proof, StageResult
from candidates.models.triggers import refuse_if
from pledges.models import PaperBatch

NOBODY = 0
# Says whether a third administrator could approve the account that ties the two together. Finds no
# row if neither let the other in.
TIE = f"""
    SELECT EXISTS (
        SELECT FROM auth_user AS third
        WHERE third.is_active
            AND third.id IS DISTINCT FROM tie.user_id
            AND third.id IS DISTINCT FROM tie.invited_by_id
            AND third.id IS DISTINCT FROM tie.reset_by_id
            AND (third.is_superuser OR EXISTS (
                SELECT FROM auth_user_groups AS member
                JOIN auth_group AS role ON role.id = member.group_id
                WHERE member.user_id = third.id AND role.name = '{Role.ADMINISTRATOR}'
            ))
    ) INTO can_be_approved
    FROM accounts_organizer AS tie
    WHERE tie.approved_by_id IS NULL AND (
        tie.user_id = NEW.{{second}} AND NEW.{{first}} IN (tie.invited_by_id, tie.reset_by_id)
        OR tie.user_id = NEW.{{first}} AND NEW.{{second}} IN (tie.invited_by_id, tie.reset_by_id)
    )
    ORDER BY 1 DESC LIMIT 1;
"""  # noqa: S608 (only our own names, no values)
SENTENCE = _(
    "You and the person who recorded this still count as one person, because one of you let the "
    "other onto this site. Ask someone else, or have a third administrator approve the account."
)


def from_others(organizer: User, rows: QuerySet[Any], recorder: str) -> QuerySet[Any]:
    """Leave out rows whose `recorder`, a column, counts as one person with the organizer.

    This is the rule of the triggers below, as a query.
    """
    me, other = organizer.pk, OuterRef(recorder)
    third = administrators()
    for column in ("user", "invited_by", "reset_by"):
        third = third.exclude(pk=Coalesce(OuterRef(column), NOBODY))
    let_in = Q(user=me) & (Q(invited_by=other) | Q(reset_by=other))
    let_them_in = Q(user=other) & (Q(invited_by=me) | Q(reset_by=me))
    ties = Organizer.objects.filter(let_in | let_them_in, Exists(third), approved_by=None)
    return rows.filter(~Exists(ties))


def tied_accounts(user: User) -> set[int]:
    """Return the accounts that count as one person with `user`, without their own."""
    others = from_others(user, User.objects.all(), "pk")
    return set(User.objects.exclude(pk__in=others.values("pk")).values_list("pk", flat=True))


def takes_two_people(name: str, *, first: str, second: str, then: str = "") -> pgtrigger.Trigger:
    """Return a trigger that refuses `second` where one of the two accounts let the other in.

    Both are columns. `then` is SQL that runs if it isn't refused; FOUND says whether they're tied.
    """
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        declare=[("can_be_approved", "boolean")],
        func=f"""
            IF TG_OP = 'UPDATE' AND (OLD.{first}, OLD.{second})
                IS NOT DISTINCT FROM (NEW.{first}, NEW.{second})
            THEN
                RETURN NEW;
            END IF;
            {TIE.format(first=first, second=second)}
            {then}
            {refuse_if("can_be_approved", name, SENTENCE)}
            RETURN NEW;
        """,
    )


class VerifiedAnswer(Answer):
    """An answer that someone other than its recorder must verify."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            takes_two_people(
                "answer_is_verified_by_another_person",
                first="recorded_by_id",
                second="verified_by_id",
                then="NEW.verifier_is_tied := FOUND;",
            )
        ]


class ReleasedBatch(PaperBatch):
    """A batch that someone other than the person who entered it must release."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            takes_two_people(
                "paper_batch_is_released_by_another_person",
                first="entered_by_id",
                second="released_by_id",
            )
        ]


class ReleasedResult(StageResult):
    """A result of an election that someone other than the person who entered it released."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            takes_two_people(
                "stage_result_is_released_by_another_person",
                first="recorded_by_id",
                second="released_by_id",
            )
        ]


class DecidedReview(Hold):
    """A review of an answer that one person placed or proposed to end, and another confirmed."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            takes_two_people(
                "review_is_decided_by_another_person",
                first="proposed_by_id",
                second="seconded_by_id",
            ),
            takes_two_people(
                "hold_is_extended_by_another_person",
                first="placed_by_id",
                second="extended_by_id",
            ),
        ]


class SecondedCall(Proof):
    """A proof that counts once someone else called the campaign too."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            takes_two_people(
                "second_call_is_made_by_another_person",
                first="recorded_by_id",
                second="seconded_by_id",
            )
        ]
