"""How we know that the campaign itself gave an answer."""

import datetime
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.lib.file_storage import PrivateStorage
from candidates.models.answers import Answer
from candidates.models.organizers import organizer_key
from candidates.models.triggers import refusing

# What may still come to a proof of a published answer.
LATER = "'{seconded_by_id,seconded_at,second_note,withdrawn_at,withdrawn_by_id,withdrawal_reason}'"
IS_PUBLISHED = "(SELECT published_at IS NOT NULL FROM candidates_answer WHERE id = OLD.answer_id)"


class ProofCode(models.Model):
    """A one-time code for an answer: what it's made from, never the code itself."""

    VALID_FOR = datetime.timedelta(days=14)

    answer = models.ForeignKey(
        Answer, on_delete=models.CASCADE, related_name="proof_codes", verbose_name=_("answer")
    )
    nonce = models.CharField(max_length=32, unique=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    created_by = organizer_key(_("created by"), null=True)
    expires_at = models.DateTimeField(_("expires"))

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("code")
        verbose_name_plural = _("codes")

    def __str__(self) -> str:
        return f"{self.pk}"


class ProofQuerySet(models.QuerySet["Proof"]):
    def standing(self) -> Self:
        """Leave out withdrawn proofs, and calls that nobody has repeated yet."""
        return self.filter(withdrawn_at=None).filter(
            ~Q(kind=Proof.Kind.CALL_BACK) | Q(seconded_at__isnull=False)
        )


class Proof(models.Model):
    """One thing that shows that the campaign gave an answer. Its worth: candidates.proofs.grades.

    Nothing private of it is ever shown: the public sees the kind, the day and the public link.
    """

    class Kind(models.TextChoices):
        MAILED_LINK = "mailed_link", _("link sent to the campaign’s published email")
        SITE_CODE = "site_code", _("code on the campaign’s website")
        DNS_RECORD = "dns_record", _("code in the campaign’s DNS")
        SIGNED_EMAIL = "signed_email", _("signed email from the campaign’s domain")
        SOCIAL_POST = "social_post", _("post on the campaign’s account")
        CALL_BACK = "call_back", _("calls by two of us to the campaign’s published number")

    answer = models.ForeignKey(
        Answer, on_delete=models.PROTECT, related_name="proofs", verbose_name=_("answer")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    proved_at = models.DateTimeField(_("proved"))
    source_url = models.URLField(_("public link"), max_length=500, blank=True)
    # What someone would have to take over to fake it; a mailbox may be private.
    rests_on = models.CharField(_("rests on"), max_length=400)
    reached = models.CharField(_("address, number or account"), max_length=500, blank=True)
    details = models.TextField(_("details"), blank=True)
    original = models.FileField(
        _("bytes"), upload_to="proofs/", storage=PrivateStorage(), blank=True, editable=False
    )
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True, editable=False)
    # What the answer said then. A proof of other words proves nothing.
    said = models.CharField(max_length=64, editable=False)
    recorded_by = organizer_key(_("recorded by"), null=True, editable=False)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)
    seconded_by = organizer_key(_("second call by"), null=True, blank=True, editable=False)
    seconded_at = models.DateTimeField(_("second call"), null=True, blank=True, editable=False)
    second_note = models.TextField(_("note on the second call"), blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawn_by = organizer_key(_("withdrawn by"), null=True, blank=True, editable=False)
    withdrawal_reason = models.CharField(
        _("reason for withdrawing"), max_length=300, blank=True, editable=False
    )

    objects = ProofQuerySet.as_manager()

    class Meta:
        ordering = ["proved_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(original="", sha256="")
                | (~Q(original="") & Q(sha256__regex=r"^[0-9a-f]{64}$")),
                name="proof_file_has_its_hash",
            ),
            models.CheckConstraint(
                condition=Q(seconded_at=None, seconded_by=None)
                | (
                    Q(seconded_at__isnull=False, seconded_by__isnull=False, kind="call_back")
                    & ~Q(seconded_by=F("recorded_by"))
                ),
                name="proof_second_call_is_by_someone_else",
                violation_error_message=_("You made the first call. Someone else has to call too."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawal_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")),
                name="proof_withdrawal_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["site_code", "dns_record", "signed_email"])
                | ~Q(source_url=""),
                name="proof_of_a_published_channel_has_its_link",
                violation_error_code="source_url",
                violation_error_message=_("Add the public link that shows it’s the campaign’s."),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["site_code", "dns_record", "signed_email"]) | ~Q(sha256=""),
                name="proof_that_we_checked_keeps_its_bytes",
            ),
            models.UniqueConstraint(
                "answer",
                "kind",
                "rests_on",
                condition=Q(withdrawn_at=None),
                name="proof_is_recorded_once",
                violation_error_message=_("This proof is already on the list."),
            ),
        ]
        triggers = [
            refusing(
                "proof_of_a_published_answer_stays",
                f"""{IS_PUBLISHED} AND (
                    TG_OP = 'DELETE'
                    OR OLD.withdrawn_at IS NOT NULL
                    OR to_jsonb(OLD.*) - {LATER}::text[]
                    IS DISTINCT FROM to_jsonb(NEW.*) - {LATER}::text[]
                )""",
                _("This answer is published, so its proofs can only be withdrawn."),
                operation=pgtrigger.Update | pgtrigger.Delete,
            )
        ]
        verbose_name = _("proof")
        verbose_name_plural = _("proofs")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.proved_at:%Y-%m-%d}"

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def is_finished(self) -> bool:
        return self.kind != self.Kind.CALL_BACK or self.seconded_at is not None
