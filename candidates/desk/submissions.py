"""Take what a campaign sent by its link, keep it as it came, and send receipts."""

import datetime
import hashlib
from collections.abc import Iterator

from django.db import transaction
from django.utils.translation import gettext as _

from campaign.lib.file_storage import no_orphans, store
from campaign.lib.uploads import Upload, random_name
from candidates.answer_words import answer_named
from candidates.desk import receipts
from candidates.forms.desk import AnswerForm, DeskForm
from candidates.models import (
    AnswerNotice,
    Correction,
    DeskFile,
    DeskLink,
    DeskSubmission,
    PledgeText,
)

# The same message again within this time is a second click.
SAME_WITHIN = datetime.timedelta(hours=1)
ONE_DAY = datetime.timedelta(days=1)


class TooMany(Exception):
    """The link has brought as much as it may in a day."""


def receive(
    link: DeskLink,
    action: DeskSubmission.Action,
    form: DeskForm,
    *,
    pledge_text: PledgeText | None,
    now: datetime.datetime,
) -> DeskSubmission:
    """Store a valid form with its files, and queue a receipt to each address of the campaign.

    A second click returns what the first one stored. A correction also joins the other reports of
    errors. Raises TooMany.
    """
    files: list[Upload] = form.cleaned_data.get("scans", [])
    submission = _from_form(link, action, form, files, pledge_text, now)
    with no_orphans(), transaction.atomic():
        DeskLink.objects.select_for_update().get(pk=link.pk)
        earlier = link.submissions.filter(received_at__gt=now - ONE_DAY)
        same = earlier.filter(sha256=submission.sha256, received_at__gt=now - SAME_WITHIN).first()
        if same:
            return same
        if earlier.count() >= DeskSubmission.MOST_A_DAY:
            raise TooMany
        if action == DeskSubmission.Action.FACT:
            submission.correction = _correction_of(submission)
        submission.save()
        for file in files:
            name = f"desk/{random_name(file.extension)}"
            storage = DeskFile._meta.get_field("original").storage
            kept = store(storage, name, file.content)
            DeskFile.objects.create(submission=submission, original=kept, sha256=file.sha256)
        receipts.send(submission, now=now)
        if submission.is_reply and submission.answer:
            submission.answer.notices.running().update(replied_at=now)
    return submission


def _from_form(
    link: DeskLink,
    action: DeskSubmission.Action,
    form: DeskForm,
    files: list[Upload],
    pledge_text: PledgeText | None,
    now: datetime.datetime,
) -> DeskSubmission:
    columns = {field.name for field in DeskSubmission._meta.concrete_fields}
    said = {name: value for name, value in form.cleaned_data.items() if name in columns}
    submission = DeskSubmission(
        link=link,
        candidacy=link.campaign,
        action=action,
        pledge_text=pledge_text,
        sender_role=form.role_name if isinstance(form, AnswerForm) else "",
        received_at=now,
        **said,
    )
    if submission.is_reply:
        notice = AnswerNotice.objects.running().filter(answer__candidacy=link.campaign).first()
        submission.answer = notice.answer if notice else link.campaign.current_answer
    return hashed(submission, files)


def hashed(submission: DeskSubmission, files: list[Upload]) -> DeskSubmission:
    """Write down what a campaign sent as the receipt shows it, with the hash of that."""
    submission.text = "\n".join(_lines(submission, files)) + "\n"
    submission.sha256 = hashlib.sha256(submission.text.encode()).hexdigest()
    return submission


def _lines(submission: DeskSubmission, files: list[Upload]) -> Iterator[str]:
    """Yield what the campaign sent, line by line, as the receipt shows it."""
    text = submission.pledge_text
    campaign = submission.candidacy
    disputed = submission.answer if submission.is_dispute else None
    told = [
        (_("Candidate"), f"{campaign.person.full_name}, {campaign.race.code}"),
        (_("Wants to"), submission.get_action_display()),
        (_("Answer"), answer_named(disputed) if disputed else ""),
        (_("Name"), submission.sender_name),
        (_("Role"), submission.sender_role),
        (_("What’s wrong"), submission.get_field_display() if submission.field else ""),
        (_("What it should say"), submission.claimed_value),
        (_("Source"), submission.source_url),
        (_("Recording"), submission.recording_url),
        (_("Version of the pledge"), f"{text.version}, SHA-256 {text.sha256}" if text else ""),
        *((_("File, SHA-256"), file.sha256) for file in files),
    ]
    yield from (f"{label}: {value}" for label, value in told if value)
    for words in (submission.words, submission.changed_text):
        if words:
            yield from ("", words)


def _correction_of(submission: DeskSubmission) -> Correction:
    return Correction.objects.create(
        candidacy=submission.candidacy,
        field=submission.field,
        claimed_value=submission.claimed_value,
        reason=submission.words,
        source_url=submission.source_url,
        received_at=submission.received_at,
    )
