"""The files of a piece of evidence: the private original, and what the public sees of it."""

import hashlib
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from campaign.lib.file_storage import store
from campaign.lib.uploads import Upload, random_name, read_upload
from candidates.models import Evidence

COPY_FIELDS = ["public_copy", "public_copy_sha256", "copy_state"]


def keep(evidence: Evidence, upload: Upload | None, *, shown: Upload | None = None) -> None:
    """Store the bytes of a file as the original, and what the public sees of it.

    That is `shown`, such as a picture with an address blacked out, else the picture itself;
    of a PDF it is nothing. A HEIC photo waits for `candidates.tasks.draw_later`. The row itself
    is saved by the caller.
    """
    if upload:
        _store(evidence, upload)
    _draw(evidence, shown or upload)


def replace(evidence: Evidence, upload: Upload) -> None:
    """Put another file in the place of a draft's original and of its public copy.

    Where the public saw something else than the original, such as a picture with an address
    blacked out, it sees nothing of the new one until somebody chooses what. Raises ValidationError
    for what a campaign sent by its own link.
    """
    if evidence.kind == Evidence.Kind.DESK:
        raise ValidationError(
            _("The campaign sent this itself, so it stays. Add another piece of evidence instead."),
            code="sent_by_the_campaign",
        )
    former = [(file, file.name) for file in (evidence.original, evidence.public_copy) if file.name]
    was_shown_whole = not evidence.original or _is_shown_whole(evidence)
    with transaction.atomic():
        _hide(evidence)
        _store(evidence, upload)
        _draw(evidence, upload if was_shown_whole else None)
        evidence.save(update_fields=["original", "sha256", *COPY_FIELDS])
        for file, name in former:
            _delete_unused_later(file, name)


def show(evidence: Evidence, picture: Upload | None) -> None:
    """Put another picture in public, such as one with an address blacked out, or none.

    Evidence that showed the same file, because its answer was carried over, shows it too.
    """
    former = evidence.public_copy.name
    with transaction.atomic():
        _hide(evidence)
        _draw(evidence, picture)
        evidence.save(update_fields=COPY_FIELDS)
        if former:
            for same in Evidence.objects.filter(public_copy=former):
                same.public_copy = evidence.public_copy.name
                same.public_copy_sha256 = evidence.public_copy_sha256
                same.save(update_fields=["public_copy", "public_copy_sha256"])
            _delete_unused_later(evidence.public_copy, former)


def finish_drawing(evidence: Evidence, picture: bytes) -> None:
    """Show what a job has drawn of a HEIC photo; b"" where it could not read it."""
    evidence.copy_state = "" if picture else Evidence.CopyState.FAILED
    if picture:
        _show(evidence, picture)
    evidence.save(update_fields=COPY_FIELDS)


def discard(evidence: Evidence) -> None:
    """Delete the evidence of a draft, with files that no other evidence shows."""
    with transaction.atomic():
        evidence.delete()
        for file in (evidence.original, evidence.public_copy):
            if file.name:
                _delete_unused_later(file, file.name)


def _is_shown_whole(evidence: Evidence) -> bool:
    if evidence.is_copy_waiting:
        return True
    with evidence.original.open() as file:
        original = read_upload(file)
    if not evidence.public_copy:
        return not original.is_picture
    with evidence.public_copy.open() as shown:
        return bool(shown.read() == original.redrawn)


def _store(evidence: Evidence, upload: Upload) -> None:
    name = f"evidence/{random_name(upload.extension)}"
    evidence.original = store(evidence.original.storage, name, upload.content)
    evidence.sha256 = upload.sha256


def _draw(evidence: Evidence, shown: Upload | None) -> None:
    """Store what the public sees; of a PDF and of None it sees nothing."""
    is_drawn_later = shown is not None and shown.is_drawn_later
    evidence.copy_state = Evidence.CopyState.WAITING if is_drawn_later else ""
    if shown and shown.redrawn:
        _show(evidence, shown.redrawn)


def _show(evidence: Evidence, picture: bytes) -> None:
    name = f"evidence/{random_name('webp')}"
    evidence.public_copy = store(evidence.public_copy.storage, name, picture)
    evidence.public_copy_sha256 = hashlib.sha256(picture).hexdigest()


def _hide(evidence: Evidence) -> None:
    evidence.public_copy = None
    evidence.public_copy_sha256 = ""


def _delete_unused_later(file: FieldFile, name: str) -> None:
    """Delete a file once this is committed, unless other evidence shows it too.

    The evidence of an answer that was carried over does.
    """
    transaction.on_commit(partial(_delete_unused, file, name))


def _delete_unused(file: FieldFile, name: str) -> None:
    if not Evidence.objects.filter(**{file.field.name: name}).exists():
        file.storage.delete(name)
