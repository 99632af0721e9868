"""What a new campaign still has to do, how old its backup is, and forms that were sent too late."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from campaign.content.models import KeptForm, Passage, Profile, Question
from campaign.lib.admin.waiting import Rows, Step, capped_counts
from campaign.lib.backups.models import OLD_AFTER, Backup
from campaign.lib.outbox.models import Message
from candidates.models import Answer, Candidacy, PledgeText


@dataclass(frozen=True)
class FirstSteps:
    """The steps of a new campaign, in order."""

    left: list[Step]
    done: list[Step]


def first_steps() -> FirstSteps:
    """Return which steps are left and which are done. One query."""
    steps = {Step(words, reverse(page)): rows for words, page, rows in _steps(timezone.localdate())}
    done = capped_counts(steps, most=0)
    return FirstSteps(
        left=[step for step in steps if not done[step]], done=[step for step in steps if done[step]]
    )


def _steps(today: datetime.date) -> list[tuple[str, str, Rows]]:
    """Return what each step says, the page to do it on, and rows that exist once it's done."""
    profiles = Profile.objects.all()
    people = [
        (
            _("Add a second organizer. No one can verify an answer they recorded themselves."),
            "admin:accounts_invitation_add",
            verifiers_with_a_second_organizer(),
        )
    ]
    return [
        (
            _("Say who you are and what you’re asking for."),
            "admin:campaign_profile_changelist",
            profiles,
        ),
        (
            _("Enter the email address where people can reach you."),
            "admin:campaign_profile_changelist",
            profiles.exclude(contact_email=""),
        ),
        (
            _("Write the legal footer: who pays for this site."),
            "admin:campaign_profile_changelist",
            profiles.exclude(legal_footer=""),
        ),
        (
            _(
                "Enter your mailing address. Every email shows it, and you can’t email updates "
                "without it."
            ),
            "admin:campaign_profile_changelist",
            profiles.exclude(postal_address=""),
        ),
        (
            _("Write your mission."),
            "admin:campaign_passage_changelist",
            Passage.objects.filter(place=Passage.Place.MISSION),
        ),
        (
            _("Answer the questions people ask most."),
            "admin:campaign_question_changelist",
            Question.objects.published(),
        ),
        (
            _("Write the pledge, and set the day you’ll start asking for it."),
            "admin:candidates_pledgetext_changelist",
            PledgeText.objects.effective_by(today),
        ),
        (
            _("Import the FEC’s candidate file to add every campaign."),
            "admin:candidates_fecimport_changelist",
            Candidacy.objects.all(),
        ),
        *(people if settings.TWO_PERSON_RULE else []),
        (
            _(
                "Record your first answer with its evidence. Then have someone verify and "
                "publish it."
            ),
            "admin:candidates_answer_changelist",
            Answer.objects.published(),
        ),
        (
            _("Send yourself a test email, and check that it arrives."),
            "admin:trial_email",
            Message.objects.filter(outcome=Message.Outcome.SENT),
        ),
        (
            _("Set up nightly backups. docs/operations.md says how."),
            "admin:backups_backup_changelist",
            Backup.objects.verified(),
        ),
    ]


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


def kept_forms(organizer: User) -> list[Step]:
    """Return the saved forms that an organizer sent too late and can send again."""
    kept = KeptForm.objects.of(organizer.pk, timezone.now()).order_by("pk")
    sentence = _("We saved a form you sent after you were logged out. Send it or discard it.")
    return [Step(sentence, path) for path in kept.values_list("path", flat=True)]


def verifiers_with_a_second_organizer() -> QuerySet[User]:
    """Return those who may verify answers, if someone else may record or verify them."""
    organizers = User.objects.filter(is_staff=True)
    verifiers = organizers & User.objects.with_perm("candidates.publish_answer")
    recorders = organizers & User.objects.with_perm("candidates.add_answer")
    another = (verifiers | recorders).exclude(pk=OuterRef("pk"))
    return verifiers.filter(Exists(another))
