"""Rows below another row or in a list, edited by two organizers at once.

Each row's form carries its values from when the page was opened. If a row is gone by then, the page
is refused once.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from campaign.lib.admin.base import PlainBoxes
from campaign.lib.admin.form_labels import in_words
from campaign.lib.admin.optimistic_form import Change, OptimisticForm, row_as_opened


class RowForm(OptimisticForm):
    def label_of(self, name: str) -> str:
        kind = capfirst(self.instance._meta.verbose_name)
        return f"{kind} “{self.instance}”: {super().label_of(name)}"


class ListedForm(OptimisticForm):
    """The form of a row in a list. Fields this organizer left alone stay as they're stored."""

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
                    "Someone changed “%(row)s” since you opened this list. It’s now: %(now)s. "
                    "To keep your version, save again."
                ),
                code="changed_meanwhile",
                params={"row": self.instance, "now": ", ".join(now)},
            )


class OptimisticFormSet(forms.BaseModelFormSet):
    """Forms of rows. If a row was deleted meanwhile, it saves none and shows all of them again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusals: list[str] = []
        if self.is_bound and self.management_form.is_valid():
            self._refuse_where_rows_are_gone()

    @property
    def changes(self) -> list[Change]:
        """Return what someone else changed. Read it after validation."""
        return [change for form in self.initial_forms for change in form.changes]

    def full_clean(self) -> None:
        super().full_clean()
        if self.refusals:
            # A list shows errors that aren't about one form only if some form has errors.
            self._errors: list[dict[str, Any]] = [{}]
            self._non_form_errors = self.error_class(self.refusals)

    def clean(self) -> None:
        super().clean()
        deleted = [form for form in self.initial_forms if self._is_deleted(form)]
        if any(form.changes for form in deleted):
            raise forms.ValidationError(
                _(
                    "Someone else changed these rows since you opened them. We didn’t "
                    "overwrite anything."
                ),
                code="changed_meanwhile",
            )

    def _is_deleted(self, form: forms.BaseForm) -> bool:
        return self.can_delete and self._should_delete_form(form)

    def _refuse_where_rows_are_gone(self) -> None:
        """Say that rows are gone and what was typed, and show what's stored."""
        if all(form.instance.pk for form in self.initial_forms):
            return
        self.refusals = [
            _(
                "Someone else deleted one of these rows since you opened this page. We didn’t save "
                "anything. The rows below are current."
            )
        ]
        for form in self.forms:
            boxes = [form[name] for name in form.changed_data if not form[name].is_hidden]
            typed = [in_words(box, str(box.value())) for box in boxes if box.value()]
            if words := ", ".join(typed):
                self.refusals.append(_("You entered: %(words)s") % {"words": words})
        self.is_bound = False
        for kept in ("forms", "management_form"):
            vars(self).pop(kept)


class OptimisticInlineFormSet(OptimisticFormSet, forms.BaseInlineFormSet):
    """Forms of the rows below another one."""


class OptimisticInline(PlainBoxes, admin.StackedInline):
    """Rows below another one, whose form must be optimistic too."""

    form = RowForm
    formset = OptimisticInlineFormSet
