"""What a caller notes about a call."""

import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from candidates.call_queue import Number
from candidates.models import Contact, Outreach

Outcome = Outreach.Outcome
# One key each, in this order.
OUTCOMES = (
    (Outcome.NO_ANSWER, _("No answer")),
    (Outcome.VOICEMAIL, _("Left a voicemail")),
    (Outcome.SPOKE, _("Spoke with them")),
    (Outcome.PROMISED, _("They’ll answer by a day")),
    (Outcome.BAD_CONTACT, _("Bad number")),
    (Outcome.DO_NOT_CONTACT, _("Don’t call again")),
)
PRIVATE_CONTACTS = {Contact.CONTACT_EMAIL, Contact.CONTACT_PHONE}
USUAL_PROMISE = datetime.timedelta(days=7)
# A campaign isn't called before the day it promised. A mistyped year would hide it for good.
LATEST_PROMISE = datetime.timedelta(days=366)


class CallForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What happened?"),
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what happened.")},
    )
    promised_on = forms.DateField(
        label=_("They’ll answer by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=1000,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Only organizers see this: who you spoke with, when to call back."),
    )
    contact = forms.ChoiceField(
        label=_("Which number"), choices=[("", "—"), *Contact.choices], required=False
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        numbers: list[Number],
        today: datetime.date,
        may_see_private: bool,
    ) -> None:
        initial = {
            "promised_on": today + USUAL_PROMISE,
            "form_key": uuid4(),
            "contact": numbers[0].contact if numbers else "",
        }
        super().__init__(data, initial=initial, label_suffix="")
        self.today = today
        if len(numbers) < 2:
            self.fields["contact"].widget = forms.HiddenInput()
        elif data is None:
            self.fields["contact"].choices = [(each.contact, each.label) for each in numbers]
        if data is not None and not may_see_private:
            public = [each for each in Contact.choices if each[0] not in PRIVATE_CONTACTS]
            self.fields["contact"].choices = [("", "—"), *public]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        outcome, day = cleaned.get("outcome"), cleaned.get("promised_on")
        latest = self.today + LATEST_PROMISE
        is_read = "promised_on" not in self.errors
        if outcome == Outcome.PROMISED and is_read and not (day and self.today <= day <= latest):
            words = _("Enter the day they’ll answer by: today or later, within a year.")
            self.add_error("promised_on", forms.ValidationError(words, code="day"))
        if outcome == Outcome.DO_NOT_CONTACT and not cleaned.get("note"):
            words = _("Write who asked us not to call again.")
            self.add_error("note", forms.ValidationError(words, code="who"))
        return cleaned
