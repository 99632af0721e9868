from __future__ import annotations

from functools import partial

import pgtrigger
from django.db import models, transaction
from django.db.models import Q
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.history import kept_versions
from campaign.lib.private_files import PrivateStorage
from campaign.lib.stored_files import store
from campaign.lib.uploads import Upload, random_name, read_upload


class Evidence(models.Model):
    """What shows an answer: a signed page, a mail, a post.

    Frozen once its answer is public; only a missing archived link and another public copy, such as
    one with an address blacked out, may still come.
    """

    class Kind(models.TextChoices):
        SIGNED_DOCUMENT = "signed_document", _("signed document")
        EMAIL = "email", _("e-mail from the campaign")
        LETTER = "letter", _("letter")
        CAMPAIGN_SITE = "campaign_site", _("campaign's own site")
        SOCIAL_POST = "social_post", _("post by the candidate or campaign")
        RECORDING = "recording", _("recording")
        PRESS_REPORT = "press_report", _("press report")

    class CopyState(models.TextChoices):
        """How far the public copy of a HEIC photo is, which a job draws."""

        WAITING = "waiting", _("being drawn")
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
    copy_state = models.CharField(
        _("drawing of the public copy"),
        max_length=7,
        choices=CopyState,
        blank=True,
        editable=False,
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
                condition=~Q(url="") | ~Q(original=""), name="evidence_is_a_link_or_a_file"
            ),
            models.CheckConstraint(
                condition=Q(original="", sha256="")
                | (~Q(original="") & Q(sha256__regex=r"^[0-9a-f]{64}$")),
                name="evidence_file_has_its_hash",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="evidence_published_is_frozen",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func="""
                    IF EXISTS (
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
                    ) THEN
                        RAISE EXCEPTION 'The evidence of a published answer stays as it is.'
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'evidence_published_is_frozen';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; ELSE RETURN NEW; END IF;
                """,
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
    def is_copy_waiting(self) -> bool:
        return self.copy_state == self.CopyState.WAITING

    @property
    def is_copy_failed(self) -> bool:
        return self.copy_state == self.CopyState.FAILED

    def keep(self, upload: Upload | None, *, shown: Upload | None = None) -> None:
        """Store the bytes of a file as the original, and what the public sees of it.

        That is `shown`, such as a picture with an address blacked out, else the picture itself;
        of a PDF it is nothing. A HEIC photo waits for `candidates.tasks.draw_later`. The row itself
        is saved by the caller.
        """
        if upload:
            self._store(upload)
        self._draw(shown or upload)

    def replace(self, upload: Upload) -> None:
        """Put another file in the place of a draft's original and of its public copy.

        Where the public saw something else than the original, such as a picture with an address
        blacked out, it sees nothing of the new one until somebody chooses what.
        """
        former = [(file, file.name) for file in (self.original, self.public_copy) if file.name]
        was_shown_whole = not self.original or self._is_shown_whole()
        with transaction.atomic():
            self.public_copy = None
            self._store(upload)
            self._draw(upload if was_shown_whole else None)
            self.save(update_fields=["original", "sha256", "public_copy", "copy_state"])
            for file, name in former:
                transaction.on_commit(partial(delete_unused_file, file, name))

    def show(self, picture: Upload | None) -> None:
        """Put another picture in public, such as one with an address blacked out, or none.

        Evidence that showed the same file, because its answer was carried over, shows it too.
        """
        former = self.public_copy.name
        with transaction.atomic():
            self.public_copy = None
            self._draw(picture)
            self.save(update_fields=["public_copy", "copy_state"])
            if former:
                for same in Evidence.objects.filter(public_copy=former):
                    same.public_copy = self.public_copy.name
                    same.save(update_fields=["public_copy"])
                transaction.on_commit(partial(delete_unused_file, self.public_copy, former))

    def draw(self, picture: bytes) -> None:
        """Show what a job has drawn of a HEIC photo; b"" where it could not read it."""
        self.copy_state = "" if picture else self.CopyState.FAILED
        if picture:
            self._show(picture)
        self.save(update_fields=["public_copy", "copy_state"])

    def discard(self) -> None:
        """Delete the evidence of a draft, with files that no other evidence shows."""
        with transaction.atomic():
            self.delete()
            for file in (self.original, self.public_copy):
                if file.name:
                    transaction.on_commit(partial(delete_unused_file, file, file.name))

    def _is_shown_whole(self) -> bool:
        """Say whether the public copy is the original itself, drawn again."""
        if self.is_copy_waiting:
            return True
        with self.original.open() as file:
            original = read_upload(file)
        if not self.public_copy:
            return not original.is_picture
        with self.public_copy.open() as shown:
            return bool(shown.read() == original.redrawn)

    def _store(self, upload: Upload) -> None:
        name = f"evidence/{random_name(upload.extension)}"
        self.original = store(self.original.storage, name, upload.content)
        self.sha256 = upload.sha256

    def _draw(self, shown: Upload | None) -> None:
        """Store what the public sees; of a PDF and of None it sees nothing."""
        self.copy_state = self.CopyState.WAITING if shown and shown.is_drawn_later else ""
        if shown and shown.redrawn:
            self._show(shown.redrawn)

    def _show(self, picture: bytes) -> None:
        name = f"evidence/{random_name('webp')}"
        self.public_copy = store(self.public_copy.storage, name, picture)


def delete_unused_file(kept_by: FieldFile, name: str) -> None:
    """Delete a file unless other evidence shows it too: an answer that was carried over does."""
    if not Evidence.objects.filter(**{kept_by.field.name: name}).exists():
        kept_by.storage.delete(name)
