import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.history import kept_versions
from campaign.lib.file_storage import PrivateStorage
from candidates.models.triggers import refusing


class Evidence(models.Model):
    """Evidence of an answer: a signed page, an email, a post.

    Frozen once its answer is public; only a missing archived link and another public copy, such as
    one with an address blacked out, may still come.
    """

    class Kind(models.TextChoices):
        SIGNED_DOCUMENT = "signed_document", _("signed document")
        EMAIL = "email", _("email from the campaign")
        LETTER = "letter", _("letter")
        CAMPAIGN_SITE = "campaign_site", _("campaign’s own website")
        SOCIAL_POST = "social_post", _("social media post")
        RECORDING = "recording", _("recording")
        PRESS_REPORT = "press_report", _("news report")
        DESK = "desk", _("sent by the campaign’s own link")

    # What organizers can say that a piece is. Only what a campaign sent is from its own link.
    CHOICES = [choice for choice in Kind.choices if choice[0] != "desk"]
    # What a picture can only be a screenshot of.
    ON_SCREENS = (Kind.EMAIL, Kind.CAMPAIGN_SITE, Kind.SOCIAL_POST)

    class CopyState(models.TextChoices):
        """How far the public copy of a HEIC photo is, which a job draws."""

        WAITING = "waiting", _("being converted")
        FAILED = "failed", _("unreadable")

    answer = models.ForeignKey(
        "candidates.Answer",
        on_delete=models.PROTECT,
        related_name="evidence",
        verbose_name=_("answer"),
        # Drafts: the evidence of every other answer is frozen.
        limit_choices_to={"published_at": None, "candidacy__race__cycle__archived_at": None},
    )
    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    url = models.URLField(_("link"), max_length=500, blank=True)
    archived_url = models.URLField(_("archived copy"), max_length=500, blank=True)
    original = models.FileField(
        _("original file"),
        upload_to="evidence/",
        storage=PrivateStorage(),
        blank=True,
        editable=False,
    )
    sha256 = models.CharField(
        _("SHA-256 of the original"), max_length=64, blank=True, editable=False
    )
    public_copy = models.FileField(
        _("public copy"), upload_to="evidence/", blank=True, editable=False
    )
    public_copy_sha256 = models.CharField(
        _("SHA-256 of the public copy"), max_length=64, blank=True, editable=False
    )
    copy_state = models.CharField(
        _("status of the public copy"), max_length=7, choices=CopyState, blank=True, editable=False
    )
    captured_at = models.DateTimeField(_("captured"), default=timezone.now)
    publisher = models.CharField(
        _("publisher"), max_length=150, blank=True, help_text=_("Who published it.")
    )

    history = kept_versions()

    class Meta:
        ordering = ["captured_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(url="") | ~Q(original=""),
                name="evidence_is_a_link_or_a_file",
                violation_error_code="url",
                violation_error_message=_("Add a link or a file."),
            ),
            models.CheckConstraint(
                condition=Q(original="", sha256="")
                | (~Q(original="") & Q(sha256__regex=r"^[0-9a-f]{64}$")),
                name="evidence_file_has_its_hash",
            ),
            models.CheckConstraint(
                condition=Q(public_copy="", public_copy_sha256="")
                | (~Q(public_copy="") & Q(public_copy_sha256__regex=r"^[0-9a-f]{64}$")),
                name="evidence_public_copy_has_its_hash",
            ),
        ]
        triggers = [
            refusing(
                "evidence_of_the_desk_is_what_a_campaign_sent",
                """NOT EXISTS (
                    SELECT FROM candidates_desksubmission WHERE sha256 = NEW.sha256
                )""",
                _("The campaign didn’t send this by its own link. Choose another kind."),
                field="kind",
                condition=pgtrigger.Q(new__kind="desk"),
            ),
            refusing(
                "evidence_published_is_frozen",
                """EXISTS (
                    SELECT FROM candidates_answer
                    WHERE id IN (OLD.answer_id, NEW.answer_id) AND published_at IS NOT NULL
                ) AND (
                    TG_OP <> 'UPDATE'
                    OR (OLD.answer_id, OLD.kind, OLD.url, OLD.original, OLD.sha256,
                        OLD.captured_at, OLD.publisher)
                    IS DISTINCT FROM
                       (NEW.answer_id, NEW.kind, NEW.url, NEW.original, NEW.sha256,
                        NEW.captured_at, NEW.publisher)
                    OR OLD.archived_url NOT IN ('', NEW.archived_url)
                )""",
                _("This answer is published, so you can’t change its evidence."),
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            ),
        ]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.captured_at:%Y-%m-%d}"

    @property
    def is_press_report(self) -> bool:
        return self.kind == self.Kind.PRESS_REPORT

    @property
    def is_screenshot(self) -> bool:
        """Say whether this is a picture of something on a screen, with no link to the thing."""
        is_picture = self.original.name and not self.original.name.endswith(".pdf")
        return bool(self.kind in self.ON_SCREENS and not self.url and is_picture)

    @property
    def is_copy_waiting(self) -> bool:
        return self.copy_state == self.CopyState.WAITING

    @property
    def is_copy_failed(self) -> bool:
        return self.copy_state == self.CopyState.FAILED
