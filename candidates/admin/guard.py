"""Two organizers on one row: the second to save sees what changed, and overwrites nothing unseen.

The form carries, signed, what each field held when it was opened. On saving it is compared with
the row, which is locked until the transaction ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import signing
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates import standing
from candidates.admin.history import NOTHING, value_in_words
from candidates.admin.record import RecordAdmin, RecordForm
from candidates.versions import keep_first_versions

SALT = "candidates.admin.as_opened"


@dataclass(frozen=True)
class Change:
    """A field that somebody else saved since the form was opened, as a person reads it."""

    label: str
    opened: str
    now: str
    yours: str

    @property
    def is_yours_too(self) -> bool:
        """Say whether saving again would overwrite what somebody else saved."""
        return self.yours != self.now


class AsOpenedField(forms.CharField):
    """Carries the signed values; it is no value of the row itself."""

    widget = forms.HiddenInput

    def has_changed(self, initial: object, data: object) -> bool:
        return False


class GuardedForm(RecordForm):
    """A form that is refused once when its row changed since it was opened.

    It then shows the new values, but keeps what was typed in fields that this organizer changed;
    saving again is knowing. `changes` lists the fields.
    """

    as_opened = AsOpenedField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.changes: list[Change] = []
        if self.instance.pk is None:
            del self.fields["as_opened"]
            return
        self.stored = {
            name: (field.value_to_string(self.instance), shown(field, self.instance))
            for name, field in self._columns().items()
        }
        self.fields["as_opened"].initial = signing.dumps(
            {"row": str(self.instance.pk), "fields": self.stored}, salt=SALT, compress=True
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if "as_opened" in self.fields:
            self._compare(cleaned or {})
        return cleaned

    def _columns(self) -> dict[str, models.Field[Any, Any]]:
        columns = {field.name: field for field in self.instance._meta.concrete_fields}
        return {name: columns[name] for name in self.fields if name in columns}

    def _compare(self, cleaned: dict[str, Any]) -> None:
        opened = self._opened()
        if opened is None:
            self.add_error(
                None,
                forms.ValidationError(
                    _("This form was not opened here. Look through it and save once more."),
                    code="not_opened_here",
                ),
            )
        else:
            for name, column in self._columns().items():
                if name in opened and opened[name][0] != self.stored[name][0]:
                    self._note(name, column, opened[name], cleaned)
            if self.changes:
                self.add_error(
                    None,
                    forms.ValidationError(
                        _("Somebody saved this row since you opened it. Nothing was overwritten."),
                        code="changed_meanwhile",
                    ),
                )
        if opened is None or self.changes:
            self._show_row("as_opened")

    def _opened(self) -> dict[str, list[str]] | None:
        try:
            token = signing.loads(self.data.get(self.add_prefix("as_opened"), ""), salt=SALT)
        except signing.BadSignature:
            return None
        same_row = token["row"] == str(self.instance.pk)
        return dict(token["fields"]) if same_row else None

    def _note(
        self,
        name: str,
        column: models.Field[Any, Any],
        opened: list[str],
        cleaned: dict[str, Any],
    ) -> None:
        """List a change; a field that this organizer left alone shows what is stored now."""
        typed = type(self.instance)(pk=self.instance.pk)
        if name in cleaned:
            column.save_form_data(typed, cleaned[name])
            yours = column.value_to_string(typed), shown(column, typed)
        else:
            yours = "", str(self[name].value())
        if yours[0] == opened[0]:
            self._show_row(name)
            yours = self.stored[name]
        label = str(self.fields[name].label)
        self.changes.append(Change(label, opened[1], self.stored[name][1], yours[1]))

    def _show_row(self, name: str) -> None:
        """Let a field show what is stored instead of what was posted."""
        self.fields[name].bound_data = lambda _data, initial: initial  # type: ignore[method-assign,assignment]


def shown(field: models.Field[Any, Any], row: models.Model) -> str:
    """Return a column of a row as a person reads it."""
    if field.is_relation:
        related = getattr(row, field.name)
        return str(related) if related else NOTHING
    return value_in_words(field, row)


class GuardedAdmin(RecordAdmin):
    """An admin whose form notices other organizers; the row stays locked while it is saved."""

    form = GuardedForm

    def people_behind(self, obj: Any) -> list[int]:
        """Return whose standing an edit may change: they are locked before the row itself."""
        return []

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> models.Model | None:
        """Return the row, locked where it is about to be saved or deleted."""
        obj = super().get_object(request, object_id, from_field)
        if obj and request.method == "POST" and transaction.get_connection().in_atomic_block:
            self.lock(obj)
            obj = super().get_object(request, object_id, from_field)
        return obj

    def lock(self, obj: models.Model) -> None:
        """Hold off everybody else who writes this row or the ledger behind it."""
        standing.lock_people(self.people_behind(obj))
        type(obj)._default_manager.select_for_update().filter(pk=obj.pk).first()
        keep_first_versions(type(obj), [obj.pk], now=timezone.now())
