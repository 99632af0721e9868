"""Forms that know what was in them when they were opened, and so what someone else saved since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import signing
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.history import NOTHING, value_in_words

SALT = "campaign.lib.admin.optimistic_form"


@dataclass(frozen=True)
class Change:
    """A field that someone else changed since the form was opened, as people read it."""

    label: str
    opened: str
    now: str
    yours: str

    @property
    def is_yours_too(self) -> bool:
        """Say whether saving again would overwrite what someone else saved."""
        return self.yours != self.now


class OpenedValuesField(forms.CharField):
    """Carries the signed values. It isn't a field of the row."""

    widget = forms.HiddenInput

    def has_changed(self, initial: object, data: object) -> bool:
        return False


class OptimisticForm(forms.ModelForm):
    """A form that's refused once if its row changed since the form was opened.

    It then shows the new values, but keeps what this organizer typed into fields they changed.
    Saving again overwrites them knowingly. `changes` lists the fields.
    """

    as_opened = OpenedValuesField(required=False)

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
            {"row": name_of(self.instance), "fields": self.stored}, salt=SALT, compress=True
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if "as_opened" in self.fields:
            self._compare(cleaned or {})
        return cleaned

    def label_of(self, name: str) -> str:
        return str(self.fields[name].label)

    def moves_by_itself(self, name: str, cleaned: dict[str, Any]) -> bool:
        """Say whether the site itself changes this field. If left alone, it keeps its new value."""
        return False

    def _columns(self) -> dict[str, models.Field[Any, Any]]:
        columns = columns_of(type(self.instance))
        return {name: columns[name] for name in self.fields if name in columns}

    def _compare(self, cleaned: dict[str, Any]) -> None:
        opened = self._opened()
        if opened is None:
            self.add_error(
                None,
                forms.ValidationError(
                    _("This form is out of date. Review it and save again."), code="not_opened_here"
                ),
            )
        else:
            for name, column in self._columns().items():
                if name in opened and opened[name][0] != self.stored[name][0]:
                    yours = self._yours(name, column, cleaned)
                    if yours[0] == opened[name][0] and self.moves_by_itself(name, cleaned):
                        self._leave(name, cleaned)
                    else:
                        self._note(name, opened[name], yours)
            if self.changes:
                self.add_error(
                    None,
                    forms.ValidationError(
                        _(
                            "Someone else saved changes since you opened this. We didn’t "
                            "overwrite anything."
                        ),
                        code="changed_meanwhile",
                    ),
                )
        if opened is None or self.changes:
            self.show_stored("as_opened")

    def _opened(self) -> dict[str, list[str]] | None:
        token = read(self.data.get(self.add_prefix("as_opened"), ""))
        return dict(token["fields"]) if token and token["row"] == name_of(self.instance) else None

    def _yours(
        self, name: str, column: models.Field[Any, Any], cleaned: dict[str, Any]
    ) -> tuple[str, str]:
        """Return what this organizer sent, as we'd store it and as people read it."""
        if name not in cleaned:
            return "", str(self[name].value())
        typed = type(self.instance)(pk=self.instance.pk)
        column.save_form_data(typed, cleaned[name])
        return column.value_to_string(typed), shown(column, typed)

    def _leave(self, name: str, cleaned: dict[str, Any]) -> None:
        cleaned[name] = getattr(self.instance, name)
        self.changed_data.remove(name)
        self.show_stored(name)

    def _note(self, name: str, opened: list[str], yours: tuple[str, str]) -> None:
        """List a change. If this organizer left the field alone, it shows what's stored now."""
        if yours[0] == opened[0]:
            self.show_stored(name)
            yours = self.stored[name]
        self.changes.append(Change(self.label_of(name), opened[1], self.stored[name][1], yours[1]))

    def show_stored(self, name: str) -> None:
        """Make a field show what's stored instead of what was posted."""
        self.fields[name].bound_data = lambda _data, initial: initial  # type: ignore[method-assign,assignment]


def read(signed: str) -> dict[str, Any] | None:
    """Return the row and fields that a form carries, None if we didn't make it."""
    try:
        return dict(signing.loads(signed, salt=SALT))
    except signing.BadSignature:
        return None


def name_of(row: models.Model) -> str:
    return f"{row._meta.label_lower} {row.pk}"


def row_as_opened(model: type[models.Model], fields: dict[str, list[str]]) -> models.Model:
    """Return an unsaved row with the values that a form carried."""
    columns = columns_of(model)
    return model(
        **{columns[name].attname: _value(columns[name], held[0]) for name, held in fields.items()}
    )


def columns_of(model: type[models.Model]) -> dict[str, models.Field[Any, Any]]:
    return {field.name: field for field in model._meta.concrete_fields}


def shown(field: models.Field[Any, Any], row: models.Model) -> str:
    if field.is_relation:
        related = getattr(row, field.name)
        return str(related) if related else NOTHING
    return value_in_words(field, row)


def _value(column: models.Field[Any, Any], text: str) -> Any:
    return None if column.null and text in ("", "None") else column.to_python(text)
