"""What organizers have to do: the first steps of a new campaign, and what's waiting for them."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from campaign.content.models import Comment, KeptForm, Profile
from campaign.lib.backups.models import OLD_AFTER, Backup
from campaign.lib.outbox.models import LaneState, Message
from candidates.models import Answer, Candidacy, Correction, Person, PledgeText
from pledges.abuse.quarantine import held_as_flood
from pledges.models import PaperBatch, Recount, Signature, SignUp, Surge
from pledges.moderation import names_waiting_count


@dataclass(frozen=True)
class Step:
    sentence: str
    url: str


def first_steps() -> list[Step]:
    """Return the steps that are left, in order. A running campaign has none."""
    today = timezone.localdate()
    steps = [
        (
            Profile.objects.exists(),
            _("Say who you are and what you’re asking for."),
            "admin:campaign_profile_changelist",
        ),
        (
            Profile.objects.exclude(postal_address="").exists(),
            _(
                "Enter your mailing address. Every email shows it, and you can’t email updates "
                "without it."
            ),
            "admin:campaign_profile_changelist",
        ),
        (
            PledgeText.objects.effective_by(today).exists(),
            _("Write the pledge, and set the day you’ll start asking for it."),
            "admin:candidates_pledgetext_changelist",
        ),
        (
            Candidacy.objects.exists(),
            _("Import the FEC’s candidate file to add every campaign."),
            "admin:candidates_fecimport_changelist",
        ),
        (
            not settings.TWO_PERSON_RULE or has_second_organizer(),
            _("Add a second organizer. No one can verify an answer they recorded themselves."),
            "admin:accounts_invitation_add",
        ),
        (
            Answer.objects.published().exists(),
            _(
                "Record your first answer with its evidence. Then have someone verify and "
                "publish it."
            ),
            "admin:candidates_answer_changelist",
        ),
        (
            Backup.objects.verified().exists(),
            _("Set up nightly backups. docs/operations.md says how."),
            "admin:backups_backup_changelist",
        ),
    ]
    return [Step(sentence, reverse(url)) for is_done, sentence, url in steps if not is_done]


@dataclass(frozen=True)
class BackupAge(Step):
    """How old the newest backup is that we restored as a test."""

    is_old: bool


def newest_backup(organizer: User, now: datetime.datetime) -> BackupAge | None:
    """Return the age of the newest verified backup, if the organizer may see it.

    Without one, returns None unless the site has a key for backups.
    """
    if not organizer.has_perm("backups.view_backup"):
        return None
    taken_at = Backup.objects.newest_verified_at()
    if taken_at is None and not settings.BACKUP_PUBLIC_KEYS:
        return None
    if taken_at is None:
        sentence = _("No backup has been verified yet.")
    else:
        age = {"age": timesince(taken_at, now)}
        sentence = _("The newest verified backup is %(age)s old.") % age
    is_old = taken_at is None or now - taken_at > OLD_AFTER
    return BackupAge(sentence, reverse("admin:backups_backup_changelist"), is_old)


def waiting(organizer: User) -> list[Step]:
    """Return what's waiting for an organizer, with counts, if they're allowed to see it."""
    kinds = [
        (
            Answer.objects.sent_back().filter(recorded_by=organizer).count,
            ngettext_lazy(
                "Changes requested on %d answer you recorded.",
                "Changes requested on %d answers you recorded.",
            ),
            "admin:candidates_answer_waiting",
            "candidates.view_answer",
        ),
        (
            Answer.objects.waiting().count,
            ngettext_lazy("%d answer needs a second person.", "%d answers need a second person."),
            "admin:candidates_answer_waiting",
            "candidates.view_answer",
        ),
        (
            Correction.objects.undecided().count,
            ngettext_lazy("%d error report to decide.", "%d error reports to decide."),
            "admin:candidates_correction_changelist",
            "candidates.view_correction",
        ),
        (
            Person.objects.with_name_to_check().count,
            ngettext_lazy(
                "%d name from the FEC’s file to check.", "%d names from the FEC’s file to check."
            ),
            "admin:candidates_person_changelist?name_needs_check__exact=1",
            "candidates.change_person",
        ),
        (
            Candidacy.objects.with_party_to_check().count,
            ngettext_lazy(
                "%d party from the FEC’s file to check.", "%d parties from the FEC’s file to check."
            ),
            "admin:candidates_candidacy_changelist?look=party",
            "candidates.change_candidacy",
        ),
        (
            Comment.objects.waiting().count,
            ngettext_lazy(
                "%d comment on an article to review.", "%d comments on articles to review."
            ),
            "admin:campaign_comment_changelist",
            "campaign.view_comment",
        ),
        (
            Signature.objects.with_waiting_comment().count,
            ngettext_lazy("%d signer’s comment to review.", "%d signers’ comments to review."),
            "admin:pledges_signature_comments",
            "pledges.view_signature",
        ),
        (
            PaperBatch.objects.awaiting_release().count,
            ngettext_lazy(
                "%d paper batch needs a second person.", "%d paper batches need a second person."
            ),
            "admin:pledges_paperbatch_changelist",
            "pledges.view_paperbatch",
        ),
        (
            names_waiting_count,
            ngettext_lazy("%d signer’s name to approve.", "%d signers’ names to approve."),
            "admin:pledges_signature_names",
            "pledges.view_signature",
        ),
        (
            Surge.objects.since(timezone.now() - datetime.timedelta(days=1)).count,
            ngettext_lazy(
                (
                    "%d email domain or network sent an unusual number of signatures in the "
                    "last 24 hours."
                ),
                (
                    "%d email domains and networks sent an unusual number of signatures in the "
                    "last 24 hours."
                ),
            ),
            "admin:pledges_surge_changelist",
            "pledges.view_surge",
        ),
        (
            held_as_flood().count,
            ngettext_lazy(
                "%d sign-up is held because too many came at once.",
                "%d sign-ups are held because too many came at once.",
            ),
            "admin:pledges_signature_floods",
            "pledges.view_signature",
        ),
        (
            SignUp.objects.set_aside().count,
            ngettext_lazy(
                "%d sign-up failed. Try it again.", "%d sign-ups failed. Try them again."
            ),
            "admin:pledges_signup_changelist",
            "pledges.view_signup",
        ),
        (
            Message.objects.failed().count,
            ngettext_lazy("%d email failed to send.", "%d emails failed to send."),
            "admin:outbox_message_changelist",
            "outbox.view_message",
        ),
        (
            LaneState.objects.stopped().count,
            ngettext_lazy("%d email queue isn’t sending.", "%d email queues aren’t sending."),
            "admin:outbox_lanestate_changelist",
            "outbox.view_lanestate",
        ),
        (
            Recount.objects.latest_drift_count,
            ngettext_lazy(
                "%d signature total was wrong at the last recount.",
                "%d signature totals were wrong at the last recount.",
            ),
            "admin:pledges_recount_changelist",
            "pledges.view_recount",
        ),
    ]
    return [
        Step(str(words % number), list_address(where))
        for count, words, where, permission in kinds
        if organizer.has_perm(permission) and (number := count())
    ]


def kept_forms(organizer: User) -> list[Step]:
    """Return the saved forms that an organizer sent too late and can send again."""
    kept = KeptForm.objects.of(organizer.pk, timezone.now()).order_by("pk")
    sentence = _("We saved a form you sent after you were logged out. Send it or discard it.")
    return [Step(sentence, path) for path in kept.values_list("path", flat=True)]


def list_address(where: str) -> str:
    """Return the address of a page by its URL name, with any filters after a question mark."""
    name, mark, filters = where.partition("?")
    return f"{reverse(name)}{mark}{filters}"


def has_second_organizer() -> bool:
    organizers = User.objects.filter(is_staff=True)
    verifiers = organizers & User.objects.with_perm("candidates.publish_answer")
    recorders = organizers & User.objects.with_perm("candidates.add_answer")
    return verifiers.exists() and (verifiers | recorders).count() > 1
