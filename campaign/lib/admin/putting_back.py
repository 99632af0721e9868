"""Undoing one change of a row: its form opens with the values from before, ready to be saved.

Saving goes the usual way, so every rule of the form and the record holds, and what someone else
saved meanwhile is noticed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Q
from django.http import HttpRequest

from campaign.lib.admin.history import FieldChange, shown_value
from campaign.lib.http import NUMBER

PARAMETER = "undo"


@dataclass
class PuttingBack:
    """What a form would put back.

    `values` are what the columns held before the change, by name. The form takes those it has
    (`changes`, from now to then). `left_out` names the others, and `newer` those that were changed
    once more since.
    """

    values: dict[str, Any]
    changes: list[FieldChange] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    newer: list[str] = field(default_factory=list)

    @classmethod
    def asked_for(cls, request: HttpRequest, row: models.Model | None) -> PuttingBack | None:
        """Return what the address of a form asks for: `?undo=` and the number of a version."""
        number = request.GET.get(PARAMETER, "")
        if request.method == "POST" or row is None or not NUMBER.fullmatch(number):
            return None
        if not hasattr(type(row), "history"):
            return None
        new = row.history.filter(history_id=int(number)).first()
        old = new and _version_before(row, new)
        if not old:
            return None
        return cls(
            {
                column.name: column.value_from_object(old)
                for column in new.tracked_fields
                if column.value_from_object(old) != column.value_from_object(new)
                and column.value_from_object(old) != column.value_from_object(row)
            }
        ).compared(row, new)

    def compared(self, row: models.Model, new: Any) -> PuttingBack:
        """Note which of the columns were changed once more since the version `new`."""
        self.newer = [
            str(column.verbose_name)
            for column in new.tracked_fields
            if column.name in self.values
            and column.value_from_object(row) != column.value_from_object(new)
        ]
        return self

    def fill(self, form: Any) -> None:
        """Put the values into an unbound form."""
        for name, value in self.values.items():
            column = type(form.instance)._meta.get_field(name)
            if name not in form.fields:
                self.left_out.append(str(column.verbose_name))
                continue
            form.initial[name] = value
            then = type(form.instance)(**{column.attname: value})
            words = shown_value(column, form.instance), shown_value(column, then)
            self.changes.append(FieldChange(str(form.fields[name].label), *words))


def _version_before(row: Any, version: Any) -> Any:
    older = Q(history_date__lt=version.history_date) | Q(
        history_date=version.history_date, history_id__lt=version.history_id
    )
    return row.history.filter(older).order_by("-history_date", "-history_id").first()
