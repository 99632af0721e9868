"""What was typed into a page's forms, with the labels and choices the page shows."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, AdminForm
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet
from django.forms.utils import pretty_name
from django.utils.translation import gettext as _

NUMBER = re.compile(r"-([0-9]+)-")
BOOKKEEPING = re.compile(
    r"^_|-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$|^as_opened$|^from$|^seen(_[0-9]+)?$"
    r"|^bulk_|^(action|select_across|index)$"
)


def labeled(
    fields: list[tuple[str, list[str]]], context: dict[str, Any]
) -> Iterator[tuple[str, str]]:
    """Yield the label and value of everything typed. `context` is the page's template context.

    Hidden fields are left out. A field the page no longer has is called by its name.
    """
    boxes = {box.html_name: box for form in forms_in(context) for box in form}
    for name, values in fields:
        if name == ACTION_CHECKBOX_NAME:
            yield _("Rows you chose"), str(len(values))
            continue
        box = boxes.get(NUMBER.sub("-__prefix__-", name)) or boxes.get(re.sub("_[0-9]$", "", name))
        if BOOKKEEPING.search(name) or (box and box.is_hidden):
            continue
        text = ", ".join(in_words(box, value) for value in values if value)
        if text:
            row = NUMBER.search(name)
            label = str(box.label).rstrip(":") if box else pretty_name(name)
            yield f"{label} ({int(row[1]) + 1})" if row else label, text


def forms_in(context: dict[str, Any]) -> Iterator[forms.BaseForm]:
    """Yield the forms of a page. For a formset, yield its empty form."""
    shown: list[Any] = list(context.values())
    shown += [inline.formset for inline in context.get("inline_admin_formsets", [])]
    shown.append(getattr(context.get("cl"), "formset", None))
    for each in shown:
        if isinstance(each, BaseFormSet):
            yield each.empty_form
        elif isinstance(each, AdminForm):
            yield each.form
        elif isinstance(each, forms.BaseForm):
            yield each


def in_words(box: forms.BoundField | None, value: str) -> str:
    """Return a value as the page shows it, such as a choice's label or a related row's name."""
    field = box.field if box else None
    if isinstance(field, forms.BooleanField):
        return _("Yes")
    if isinstance(field, forms.ModelChoiceField) and "\0" not in value:
        try:
            row = forms.ModelChoiceField.to_python(field, value)
        except ValidationError:
            return value
        return field.label_from_instance(row)
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        choices: Iterable[tuple[Any, Any]] = getattr(field, "choices", ())
        return str({str(key): words for key, words in choices}.get(value, value))
    return value
