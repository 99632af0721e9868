"""Reports of errors in the record, which anyone can send."""

import datetime

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from campaign.lib import limits
from campaign.lib.forms import EmailAddressField, PlainTextField, PublicForm, WebAddressField
from candidates.models import Candidacy, Correction


class ReportForm(PublicForm):
    """What is wrong on the page of a candidate, and how we can see that it is."""

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
    reason = PlainTextField(
        label=_("How do you know?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Tell us how you know, so we can check it.")},
    )
    source_url = WebAddressField(label=_("Link to a page that shows it (optional)"), required=False)
    sender = EmailAddressField(
        label=_("Your email address (optional)"),
        required=False,
        help_text=format_lazy(
            _(
                "We’ll email you when we’ve read your report, and what we decide. We never show "
                "your address, and we delete it {after_decision} days after our decision or "
                "{after_receipt} days after your report."
            ),
            after_decision=Correction.SENDER_KEPT_AFTER_DECISION.days,
            after_receipt=Correction.SENDER_KEPT_AFTER_RECEIPT.days,
        ),
    )

    def save(
        self, candidacy: Candidacy, *, client_block: str, now: datetime.datetime
    ) -> Correction:
        told = {name: self.cleaned_data[name] for name in self.fields if name != "leaf"}
        quarantine = limits.quarantine_of(self, "report", client_block, told["sender"], now=now)
        return Correction.objects.create(
            candidacy=candidacy, received_at=now, quarantine=quarantine, **told
        )
