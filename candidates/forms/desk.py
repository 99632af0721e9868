"""What campaigns send us by their own link."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from campaign.lib.forms import PersonNameField, PlainTextField, RefusableForm, WebAddressField
from campaign.lib.uploads import Upload, read_upload
from candidates.answer_words import answer_named
from candidates.models import Answer, Correction, DeskSubmission

Action = DeskSubmission.Action
ROLES = {
    "candidate": _("I’m the candidate"),
    "representative": _("I’m authorized to answer for the candidate"),
}
# What the record calls them.
ROLE_NAMES = {"candidate": _("candidate"), "representative": _("authorized representative")}
MOST_BYTES_TOGETHER = 25_000_000
NO_ANSWER = _("Choose an answer. We may have changed what we publish in the meantime.")
NO_ROLE = _("Say whether you’re the candidate or answer for them.")
UNCHANGED = _("This is our text, word for word. Change it, or go back and sign the pledge.")
TOO_MANY_FILES = _("Choose at most three files.")
TOO_LARGE_TOGETHER = _("Your files are larger than 25 MB together. Choose smaller or fewer ones.")


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Up to three files, each a picture or a PDF by its content. Returns a list of Uploads.

    Where there are scripts, the page says before it sends them that they are too many or too large
    together: static/js/modules/files.js.
    """

    widget = SeveralFiles(
        attrs={
            "multiple": True,
            "accept": "image/*,.heic,application/pdf",
            "data-module": "files",
            "data-most-files": DeskSubmission.MOST_FILES,
            "data-too-many": TOO_MANY_FILES,
            "data-most-bytes": MOST_BYTES_TOGETHER,
            "data-too-large": TOO_LARGE_TOGETHER,
        }
    )

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        files: list[UploadedFile] = [file for file in data or [] if file]
        if len(files) > DeskSubmission.MOST_FILES:
            raise ValidationError(TOO_MANY_FILES, code="too_many")
        if sum(file.size or 0 for file in files) > MOST_BYTES_TOGETHER:
            raise ValidationError(TOO_LARGE_TOGETHER, code="too_many_bytes")
        return [read_upload(file, is_drawn=False) for file in files]


class DeskForm(RefusableForm):
    """What every message from a campaign has: who sends it."""

    sender_name = PersonNameField(
        label=_("Your name"),
        max_length=150,
        error_messages={"required": _("Enter your name.")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors and cleaned.get("scans"):
            again = _("Choose the files again. Your browser doesn’t keep them.")
            self.add_error("scans", ValidationError(again, code="again"))
        return cleaned

    @property
    def has_files(self) -> bool:
        return "scans" in self.fields


class AnswerForm(DeskForm):
    """What somebody says in the campaign's name."""

    role = forms.ChoiceField(
        label=_("Who are you?"),
        choices=list(ROLES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": NO_ROLE, "invalid_choice": NO_ROLE},
    )
    words = PlainTextField(
        label=_("Statement (optional)"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Up to 600 characters. We publish it word for word, with your name and role."),
    )

    @property
    def role_name(self) -> str:
        return str(ROLE_NAMES[self.cleaned_data["role"]])


class SignForm(AnswerForm):
    scans = FilesField(
        label=_("Photo or scan of the signed page (optional)"),
        required=False,
        help_text=_(
            "Up to three files: JPEG, PNG, WebP, HEIC or PDF, 25 MB together. We show pictures in "
            "public, so cover home addresses and phone numbers."
        ),
    )
    recording_url = WebAddressField(
        label=_("Link to a recorded statement (optional)"), required=False
    )


class ChangesForm(SignForm):
    changed_text = PlainTextField(
        label=_("The pledge with your changes"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Change what you would sign. We show your text beside ours."),
        error_messages={"required": _("Enter the text that you would sign.")},
    )
    field_order = ("changed_text", "sender_name", "role", "words", "scans", "recording_url")

    def clean_changed_text(self) -> str:
        text: str = self.cleaned_data["changed_text"]
        if text.split() == self.initial.get("changed_text", "").split():
            raise ValidationError(UNCHANGED, code="unchanged")
        return text


class QuestionForm(DeskForm):
    words = PlainTextField(
        label=_("Your question"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Only our organizers read it. We’ll email the answer to every address we have for the "
            "campaign."
        ),
        error_messages={"required": _("Enter your question.")},
    )


class FactForm(DeskForm):
    field = forms.ChoiceField(
        label=_("What’s wrong?"),
        choices=[("", _("Choose one")), *Correction.Subject.choices],
        error_messages={
            "required": _("Choose what’s wrong."),
            "invalid_choice": _("Choose one of the options."),
        },
    )
    claimed_value = PlainTextField(
        label=_("What should it say?"),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter what it should say.")},
    )
    source_url = WebAddressField(label=_("Link to a page that shows it (optional)"), required=False)
    words = PlainTextField(
        label=_("How can we check it? (optional)"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = ("field", "claimed_value", "source_url", "words", "sender_name")


class ReplyForm(AnswerForm):
    words = PlainTextField(
        label=_("Your reply"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Up to 1,000 characters. Once an organizer has checked that it’s legal and safe, we "
            "show it word for word beside your answer, with your name and role. A new reply takes "
            "the place of the one before."
        ),
        error_messages={"required": _("Enter your reply.")},
    )


class DisputeForm(AnswerForm):
    """That the person who gave one of `answers` wasn’t authorized to."""

    answer = forms.TypedChoiceField(
        label=_("Which answer wasn’t yours?"),
        widget=forms.RadioSelect,
        error_messages={"required": NO_ANSWER, "invalid_choice": NO_ANSWER},
    )
    words = PlainTextField(
        label=_("What happened?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Up to 2,000 characters: who may have answered, and how you know that they weren’t "
            "authorized. Only our organizers read it."
        ),
        error_messages={"required": _("Tell us what happened.")},
    )
    scans = FilesField(
        label=_("Files that help us check it (optional)"),
        required=False,
        help_text=_(
            "Up to three: JPEG, PNG, WebP, HEIC or PDF, 25 MB together. Only our organizers see "
            "them."
        ),
    )
    field_order = ("answer", "sender_name", "role", "words", "scans")

    def __init__(self, *args: Any, answers: Sequence[Answer] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_number = {str(answer.pk): answer for answer in answers}
        chosen: Any = self.fields["answer"]
        chosen.choices = [(number, answer_named(answer)) for number, answer in by_number.items()]
        chosen.coerce = by_number.__getitem__
        chosen.initial = next(iter(by_number), None)


FORMS: dict[str, type[DeskForm]] = {
    Action.SIGN: SignForm,
    Action.CHANGES: ChangesForm,
    Action.DECLINE: AnswerForm,
    Action.TAKE_BACK: AnswerForm,
    Action.QUESTION: QuestionForm,
    Action.FACT: FactForm,
    Action.REPLY: ReplyForm,
    Action.DISPUTE: DisputeForm,
}
