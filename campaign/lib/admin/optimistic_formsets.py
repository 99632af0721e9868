"""Rows that are edited below another one, or in a list, by two organizers at once.

Each row's form carries what it held when the page was opened. Where a row is gone by then, its
form is left out, and the page is refused once.
"""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db import models
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from campaign.lib.admin.base import PlainBoxes
from campaign.lib.admin.history import NOTHING
from campaign.lib.admin.optimistic_form import Change, OptimisticForm, read, row_as_opened


class RowForm(OptimisticForm):
    """The form of a row below another one."""

    def label_of(self, name: str) -> str:
        kind = capfirst(self.instance._meta.verbose_name)
        return f"{kind} “{self.instance}”: {super().label_of(name)}"


class ListedForm(OptimisticForm):
    """The form of a row in a list: what this organizer left alone stays as it is stored."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.opened = self._opened() if self.is_bound else None
        self.held = dict(self.initial)
        if self.opened:
            row = row_as_opened(type(self.instance), self.opened)
            self.initial.update({name: getattr(row, name) for name in self.opened})

    def show_stored(self, name: str) -> None:
        """Show what is stored, where `initial` is what was opened."""
        field = self.fields[name]
        value = self.held.get(name, field.initial)
        field.bound_data = lambda _data, _initial: value  # type: ignore[method-assign,assignment]

    def _compare(self, cleaned: dict[str, Any]) -> None:
        left_alone = [name for name in self.stored if name not in self.changed_data]
        cleaned |= {name: getattr(self.instance, name) for name in left_alone}
        if not self.has_changed():
            return
        if self.opened is None:
            super()._compare(cleaned)
        elif any(self.opened[name][0] != stored for name, (stored, _now) in self.stored.items()):
            for name in [*left_alone, "as_opened"]:
                self.show_stored(name)
            now = [
                f"{self.label_of(name)}: {words}" for name, (_held, words) in self.stored.items()
            ]
            raise forms.ValidationError(
                _(
                    "Somebody changed “%(row)s” since you opened this list. Stored now: %(now)s. "
                    "Save again to keep it as you have it."
                ),
                code="changed_meanwhile",
                params={"row": self.instance, "now": ", ".join(now)},
            )


class OptimisticFormSet(forms.BaseModelFormSet):
    """Forms of rows, some of which may be gone since the page was opened."""

    model: type[models.Model]
    keeps_what_was_typed = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gone: list[Change] = []
        if self.is_bound and self.management_form.is_valid():
            self._leave_out_what_is_gone()

    @property
    def changes(self) -> list[Change]:
        """Return what somebody else changed, to be read after the forms were validated."""
        return [*self.gone, *(change for form in self.initial_forms for change in form.changes)]

    def clean(self) -> None:
        super().clean()
        deleted = [form for form in self.initial_forms if self._is_deleted(form)]
        if self.gone or any(form.changes for form in deleted):
            raise forms.ValidationError(
                _("Somebody changed these rows since you opened them. Nothing was overwritten."),
                code="changed_meanwhile",
            )

    @property
    def _kind(self) -> str:
        return str(capfirst(self.model._meta.verbose_name))

    def _is_deleted(self, form: forms.BaseForm) -> bool:
        return self.can_delete and self._should_delete_form(form)

    def _leave_out_what_is_gone(self) -> None:
        """Renumber the forms; a row that is gone comes last, as a new one, if it was typed in."""
        there = {str(row.pk) for row in self.get_queryset()}
        count = self.initial_form_count()
        posted = [self._posted(number) for number in range(self.total_form_count())]
        gone = [row for row in posted[:count] if row.get("id", [""])[-1] not in there]
        if not gone:
            return
        kept = [row for row in posted[:count] if row not in gone]
        typed = [row for row in gone if self._note(row)]
        self._post([*kept, *posted[count:], *typed], initial_count=len(kept))

    def _note(self, posted: dict[str, list[str]]) -> bool:
        """List a row that is gone; say whether the organizer typed something into it."""
        token = read(posted.pop("as_opened", [""])[-1])
        pk = posted.pop("id", [""])[-1]
        if token is None or token["row"] != f"{self.model._meta.label_lower} {pk}":
            self.gone.append(Change(self._kind, NOTHING, _("deleted"), _("deleted")))
            return False
        row = row_as_opened(self.model, token["fields"])
        form = self.form({name: values[-1] for name, values in posted.items()}, instance=row)
        is_typed = self.keeps_what_was_typed and "DELETE" not in posted and form.has_changed()
        yours = _("a new row") if is_typed else _("deleted")
        held = ", ".join(words for _stored, words in token["fields"].values() if words != NOTHING)
        self.gone.append(Change(self._kind, held, _("deleted"), yours))
        return is_typed

    def _posted(self, number: int) -> dict[str, list[str]]:
        prefix = f"{self.add_prefix(number)}-"
        lists = cast(QueryDict, self.data).lists()
        return {key.removeprefix(prefix): list(v) for key, v in lists if key.startswith(prefix)}

    def _post(self, rows: list[dict[str, list[str]]], *, initial_count: int) -> None:
        data = cast(QueryDict, self.data).copy()
        for key in self.data:
            if key.removeprefix(f"{self.prefix}-").partition("-")[0].isdigit():
                del data[key]
        for number, row in enumerate(rows):
            for name, values in row.items():
                data.setlist(f"{self.add_prefix(number)}-{name}", values)
        data[f"{self.prefix}-TOTAL_FORMS"] = str(len(rows))
        data[f"{self.prefix}-INITIAL_FORMS"] = str(initial_count)
        self.data = data
        del self.management_form


class OptimisticInlineFormSet(OptimisticFormSet, forms.BaseInlineFormSet):
    """Forms of the rows below another one."""


class OptimisticListFormSet(OptimisticFormSet):
    """Forms of the rows of a list, where none is added."""

    keeps_what_was_typed = False


class OptimisticInline(PlainBoxes, admin.StackedInline):
    """Rows below another one, whose form must be an optimistic one, too."""

    form = RowForm
    formset = OptimisticInlineFormSet
