from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from candidates.importers.sheets.apply import KINDS, headers_of
from candidates.importers.sheets.mapping import check_columns
from candidates.importers.sheets.reading import Table
from candidates.models import SheetImport

SAMPLES = 3
LONGEST_SAMPLE = 60


def kinds_for(user: User) -> list[str]:
    """Return the kinds of sheets that an organizer may bring back."""
    return [kind for kind, judge in KINDS.items() if user.has_perm(judge.RIGHT)]


class BringSheetForm(forms.Form):
    kind = forms.ChoiceField(label=_("What’s in it"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("Sheet"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv,.tsv,.txt"}),
        help_text=_(
            "Excel (.xlsx), LibreOffice (.ods) or CSV, up to 5,000 rows and 60 columns. Each row "
            "needs our ID or an FEC ID. We delete the file after 7 days, or once it’s applied."
        ),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = kinds_for(user)
        choices = [each for each in SheetImport.Kind.choices if each[0] in allowed]
        self.fields["kind"].choices = choices
        self.fields["kind"].initial = choices[0][0] if choices else None

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        file.name = "".join(each for each in str(file.name) if each.isprintable())[-200:]
        return file


class LookForm(forms.Form):
    """Which sheet of a file, and which of its rows holds the headers."""

    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    header_row = forms.IntegerField(label=_("Row with the headers"), min_value=1, max_value=1048576)

    def __init__(self, *args: Any, table: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(table.sheets) > 1:
            self.fields["sheet"].choices = [(name, name) for name in table.sheets]
        else:
            del self.fields["sheet"]
        numbers = {number for number, _cells in table.rows}
        self.fields["header_row"].validators.append(
            lambda number: _refuse_row(number) if number not in numbers else None
        )


def _refuse_row(number: int) -> None:
    raise ValidationError(_("Row %(number)d is empty."), code="empty", params={"number": number})


class ColumnsForm(forms.Form):
    """What each column of a sheet is."""

    clears = forms.BooleanField(
        label=_("Empty cells delete what we have"),
        required=False,
        help_text=_("Leave this off to change only what the sheet has."),
    )

    def __init__(
        self, *args: Any, record: SheetImport, table: Table, columns: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = KINDS[record.kind]
        if record.kind != SheetImport.Kind.CAMPAIGNS:
            del self.fields["clears"]
        targets = [(target.name, f"{target.label} ({target.name})") for target in self.kind.TARGETS]
        below = [cells for number, cells in table.rows if number > record.header_row]
        self.headers = headers_of(table, record.header_row)
        self.samples = [_samples(below, at) for at in range(len(self.headers))]
        for at, (header, column) in enumerate(zip(self.headers, columns, strict=True)):
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=header or _("Column %(number)d") % {"number": at + 1},
                choices=[("", _("leave out")), *targets],
                initial=column,
                required=False,
            )

    def columns(self) -> list[tuple[forms.BoundField, list[str]]]:
        """Return the box of each column that isn't empty, with samples of its cells."""
        boxes = [self[f"column_{at}"] for at in range(len(self.headers))]
        return [
            (box, samples)
            for box, samples, header in zip(boxes, self.samples, self.headers, strict=True)
            if samples or header
        ]

    def chosen(self) -> list[str]:
        return [self.cleaned_data[f"column_{at}"] for at in range(len(self.headers))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            check_columns(self.chosen(), self.kind.NEEDED, self.kind.TARGETS)
        return cleaned


def _samples(rows: Sequence[Sequence[str]], at: int) -> list[str]:
    filled = [cells[at] for cells in rows if at < len(cells) and cells[at]]
    return [cell[:LONGEST_SAMPLE] for cell in dict.fromkeys(filled)][:SAMPLES]
