"""Everything we have about one campaign in one ZIP file, for a lawyer.

`index.html` shows it, `case.json` has the same rows for programs, `files/` the originals and public
copies, and `SHA256SUMS` the hash of each file. Addresses of people who reported errors stay out.
"""

import datetime
import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Any

from django.db.models import FileField, Model, Q
from django.db.models.fields.files import FieldFile
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from campaign.lib.admin.history import value_in_words, versions_of
from campaign.lib.audit.models import AuditEvent
from campaign.lib.file_storage import PrivateStorage
from candidates.models import (
    Answer,
    AnswerNotice,
    BallotRuling,
    Candidacy,
    Correction,
    DeskFile,
    DeskLink,
    DeskSubmission,
    Evidence,
    Hold,
    Outreach,
    Proof,
    StageResult,
)

# What only our programs read, and the addresses of readers.
LEFT_OUT = {"token_hash", "seed", "sender", "form_key", "fec_values"}
PIECE_BYTES = 2**20


@dataclass(frozen=True)
class Section:
    """Rows of one kind, each with its columns by name and the paths of its files in the ZIP."""

    title: str
    rows: list[dict[str, Any]]


@dataclass(frozen=True)
class Step:
    """Who did what to a row, and when."""

    at: datetime.datetime
    who: str
    what: str


def write_case(campaign: Candidacy, target: IO[bytes], *, now: datetime.datetime) -> None:
    """Write the case of a campaign and the rows that register the same run to `target`.

    Run it in a transaction of its own, so that all rows are of one moment.
    """
    rows = list(_rows_of(campaign))
    sums: dict[str, str] = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        sections = [
            Section(title, [_said(row, archive, sums) for row in found]) for title, found in rows
        ]
        every = [row for _title, found in rows for row in found]
        steps = sorted(_steps(every), key=lambda step: step.at)
        about = {
            "candidate": campaign.person.full_name,
            "race": campaign.race.code,
            "made_at": now.isoformat(timespec="seconds"),
        }
        content = {
            **about,
            "sections": {section.title: section.rows for section in sections},
            "steps": [{"at": step.at.isoformat(), **_words(step)} for step in steps],
            "files": sums,
        }
        text = json.dumps(content, ensure_ascii=False, indent=1, default=str)
        page = render_to_string(
            "candidates/case_file.html",
            {"campaign": campaign, "made_at": now, "sections": sections, "steps": steps},
        )
        for name, body in (("case.json", text), ("index.html", page)):
            archive.writestr(name, body)
            sums[name] = hashlib.sha256(body.encode()).hexdigest()
        lines = [f"{digest}  {name}\n" for name, digest in sorted(sums.items())]
        archive.writestr("SHA256SUMS", "".join(lines))


def _rows_of(campaign: Candidacy) -> Iterator[tuple[str, list[Model]]]:
    """Yield what there is of each kind, oldest first."""
    runs = campaign.registrations()
    answers = Answer.objects.filter(candidacy__in=runs)
    of_runs, of_answers = Q(candidacy__in=runs), Q(answer__in=answers)
    yield _("The campaign"), [*runs.order_by("pk"), campaign.person, campaign.race]
    yield _("Answers"), list(answers.order_by("pk"))
    yield _("Evidence"), list(Evidence.objects.filter(of_answers).order_by("pk"))
    yield _("Proofs"), list(Proof.objects.filter(of_answers).order_by("pk"))
    notices = AnswerNotice.objects.filter(of_answers).order_by("pk")
    yield _("Notices before refusals"), list(notices)
    yield _("Holds and disputes"), list(Hold.objects.filter(of_answers).order_by("pk"))
    yield _("How we asked"), list(Outreach.objects.filter(of_runs).order_by("done_on", "pk"))
    yield _("Links we sent"), list(DeskLink.objects.filter(of_runs).order_by("pk"))
    yield (
        _("What the campaign wrote"),
        list(DeskSubmission.objects.filter(of_runs).order_by("pk")),
    )
    yield (
        _("Files of the campaign"),
        list(DeskFile.objects.filter(submission__candidacy__in=runs).order_by("pk")),
    )
    yield _("Error reports"), list(Correction.objects.filter(of_runs).order_by("pk"))
    yield _("Election results"), list(StageResult.objects.filter(of_runs).order_by("pk"))
    yield _("Ballot status"), list(BallotRuling.objects.filter(of_runs).order_by("pk"))


def _said(row: Model, archive: zipfile.ZipFile, sums: dict[str, str]) -> dict[str, Any]:
    """Return the columns of a row in words, and put its files into the archive."""
    said: dict[str, Any] = {"row": _title(row)}
    for field in row._meta.concrete_fields:
        if field.name in LEFT_OUT:
            continue
        value = getattr(row, field.name)
        if isinstance(field, FileField):
            said[field.name] = _stored(value, archive, sums) if value else ""
        elif field.related_model:
            in_record = isinstance(value, Model) and value._meta.app_label == row._meta.app_label
            said[field.name] = f"{value} ({_title(value)})" if in_record else str(value or "")
        elif isinstance(value, datetime.datetime | datetime.date):
            said[field.name] = value.isoformat()
        else:
            said[field.name] = value_in_words(field, row)
    return said


def _title(row: Model) -> str:
    """Return what a row is called wherever the case names it: “answer 12”."""
    return f"{row._meta.verbose_name} {row.pk}"


def _stored(file: FieldFile, archive: zipfile.ZipFile, sums: dict[str, str]) -> str:
    """Copy a file, and return its path in the archive. One that is missing is named as such."""
    folder = "originals" if isinstance(file.storage, PrivateStorage) else "public"
    name = f"files/{folder}/{PurePosixPath(str(file.name)).name}"
    if name in sums:  # a correction has the files of what it corrects
        return name
    digest = hashlib.sha256()
    try:
        with file.open("rb") as source, archive.open(name, "w") as copy:
            while piece := source.read(PIECE_BYTES):
                digest.update(piece)
                copy.write(piece)
    except FileNotFoundError:
        return _("missing: %(name)s") % {"name": file.name}
    sums[name] = digest.hexdigest()
    return name


def _steps(rows: Iterable[Model]) -> Iterator[Step]:
    """Yield the versions of rows, and what the audit log says of them, which is read once."""
    names: dict[tuple[str, str], str] = {}
    for row in rows:
        name = _title(row)
        names[row._meta.label_lower, str(row.pk)] = name
        for version in versions_of(row):
            changes = "; ".join(
                f"{change.label}: {change.before} → {change.after}" for change in version.changes
            )
            yield Step(version.kept_at, version.by, f"{name}: {changes or version.kind}")
    subjects, numbers = zip(*names, strict=True)
    events = AuditEvent.objects.filter(subject__in=set(subjects), subject_id__in=set(numbers))
    for event in events:
        if name_of := names.get((event.subject, event.subject_id)):
            yield Step(event.at, event.username, f"{name_of}: {event.event}")


def _words(step: Step) -> dict[str, str]:
    return {"who": step.who, "what": step.what}
