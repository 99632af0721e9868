"""Forms that check one kind of proof. Each looks outside first, and keeps what it found after."""

from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import (
    AdminTextareaWidget,
    AdminTextInputWidget,
    AdminURLFieldWidget,
)
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.admin.fields import UploadField
from candidates import ledger
from candidates.models import Answer, Proof
from candidates.proofs import lookups
from candidates.proofs.websites import Website, domain_of


def url_field(label: Any, help_text: Any = "", **options: Any) -> forms.URLField:
    return forms.URLField(
        label=label,
        max_length=500,
        assume_scheme="https",
        widget=AdminURLFieldWidget,
        help_text=help_text,
        **options,
    )


class ProofForm(forms.Form):
    """A form about one answer; `keep` stores the proof once the form is valid."""

    title: ClassVar[str | Promise]
    explanation: ClassVar[str | Promise]
    button: ClassVar[str | Promise] = gettext_lazy("Check and keep")

    def __init__(self, *args: Any, answer: Answer, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answer, self.by = answer, by
        self.now = timezone.now()
        self.site = Website(answer.candidacy.campaign_url)

    def keep(self) -> Proof:
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            self.look(cleaned)
        return cleaned

    def look(self, cleaned: dict[str, Any]) -> None:
        """Check what was typed, outside where it has to be. Raises ValidationError."""

    def require_lookups(self) -> None:
        lookups.require(self.answer.candidacy_id, now=self.now)

    def require_website(self) -> None:
        if not self.site.domain:
            raise ValidationError(
                _("We don’t know this campaign’s website. Add it to the candidacy first."),
                code="no_website",
            )


class MailedLinkForm(ProofForm):
    title = gettext_lazy("Show that our link went to the campaign’s published email")
    explanation = gettext_lazy(
        "For an answer that came by a link that we emailed to the campaign. Add the public link "
        "that shows the address, such as the committee’s FEC Form 1. We never show the address."
    )
    button = gettext_lazy("Record")
    source_url = url_field(gettext_lazy("FEC Form 1, or another page with the address"))

    def look(self, cleaned: dict[str, Any]) -> None:
        sent = self.answer.desk_submissions.select_related("link").first()
        if not sent or not sent.link.email:
            raise ValidationError(_("This answer didn’t come by our link."), code="no_link")
        self.sent = sent
        as_sent = ledger.desk.draft_of(sent, by=self.by)
        if ledger.proofs.said_in(as_sent) != ledger.proofs.said_in(self.answer):
            raise ValidationError(
                _("This answer doesn’t say what the campaign sent, so the link proves nothing."),
                code="other_words",
            )

    def keep(self) -> Proof:
        return ledger.proofs.add_link_proof(
            self.answer,
            address=self.sent.link.email,
            source_url=self.cleaned_data["source_url"],
            by=self.by,
            now=self.sent.received_at,
        )


class SiteCodeForm(ProofForm):
    title = gettext_lazy("Check the campaign’s website for the code")
    explanation = gettext_lazy(
        "Ask the campaign to put the code on any page of its website. We’ll open that page once "
        "and keep it. Make sure the campaign wrote it, and not a visitor in a comment."
    )
    url = url_field(gettext_lazy("Page with the code"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["url"].initial = self.answer.candidacy.campaign_url

    def look(self, cleaned: dict[str, Any]) -> None:
        self.require_website()
        if not self.site.has_page(cleaned["url"]):
            raise ValidationError(
                _("This page isn’t on the campaign’s website, %(site)s."),
                code="elsewhere",
                params={"site": self.site.url},
            )
        self.require_lookups()
        # Imported here and below, because few web processes ever check a proof.
        from candidates.proofs import fetching

        self.page = fetching.fetch(cleaned["url"], is_allowed=self.site.has_page)
        ledger.proofs.refuse_without_code(self.page.text, self.answer, now=self.now)

    def keep(self) -> Proof:
        return ledger.proofs.add_site_code(
            self.answer, self.page, site=self.site, by=self.by, now=self.now
        )


class DnsRecordForm(ProofForm):
    title = gettext_lazy("Check the campaign’s DNS for the code")
    explanation = gettext_lazy(
        "Ask the campaign to add a TXT record with the code to the domain of its website. We’ll "
        "look once and keep what we find."
    )

    def look(self, cleaned: dict[str, Any]) -> None:
        self.require_website()
        self.site.refuse_dns_if_shared()
        self.require_lookups()
        from candidates.proofs import dns_records

        self.texts = dns_records.texts_at(self.site.domain)
        ledger.proofs.refuse_without_code("\n".join(self.texts), self.answer, now=self.now)

    def keep(self) -> Proof:
        return ledger.proofs.add_dns_record(
            self.answer, self.texts, domain=self.site.domain, by=self.by, now=self.now
        )


class SignedEmailForm(ProofForm):
    title = gettext_lazy("Verify a signed email")
    explanation = gettext_lazy(
        "The campaign writes the code in an email of its own, or above the email that it answers. "
        "In your email program, choose “Show original” or “Save as,” and upload that file. We "
        "check its DKIM signature and keep it private. A forwarded email doesn’t work. Read it "
        "first: a thank-you from a contact form isn’t from a person."
    )
    file = forms.FileField(label=gettext_lazy("Raw email (.eml)"))
    source_url = url_field(
        gettext_lazy("Where the campaign publishes this address"),
        gettext_lazy("Only if the address isn’t at the domain of the campaign’s website."),
        required=False,
    )

    def look(self, cleaned: dict[str, Any]) -> None:
        self.require_lookups()
        from candidates.proofs import dkim_email

        self.raw = cleaned["file"].read(dkim_email.MOST_BYTES + 1)
        self.email = dkim_email.verify(self.raw, now=self.now)
        self.site.refuse_email_from(self.email.domain, is_published=bool(cleaned["source_url"]))
        ledger.proofs.refuse_without_code(
            self.email.text, self.answer, quoted=self.email.quoted, now=self.now
        )

    def keep(self) -> Proof:
        return ledger.proofs.add_signed_email(
            self.answer,
            self.raw,
            self.email,
            source_url=self.cleaned_data["source_url"],
            by=self.by,
            now=self.now,
        )


class SocialPostForm(ProofForm):
    title = gettext_lazy("Record a post on the campaign’s account")
    explanation = gettext_lazy(
        "Only an account that the platform verified, or that the campaign’s website links to. The "
        "link is public. The picture stays private."
    )
    button = gettext_lazy("Record")
    url = url_field(gettext_lazy("Link to the post"))
    file = UploadField(label=gettext_lazy("Screenshot of the post"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = True

    def look(self, cleaned: dict[str, Any]) -> None:
        if self.site.owns(domain_of(cleaned["url"])):
            raise ValidationError(
                _("That’s the campaign’s own website. Check it for the code instead."),
                code="own_website",
            )

    def keep(self) -> Proof:
        return ledger.proofs.add_post(
            self.answer,
            self.cleaned_data["file"],
            url=self.cleaned_data["url"],
            by=self.by,
            now=self.now,
        )


class CallBackForm(ProofForm):
    title = gettext_lazy("Record a call to the campaign’s number")
    explanation = gettext_lazy(
        "Call the number on the campaign’s own website, and ask if this answer is theirs. It "
        "counts once a second person has called too."
    )
    button = gettext_lazy("Record")
    number = forms.RegexField(
        r"^[\d\s+().-]{7,30}$",
        label=gettext_lazy("Number you called"),
        widget=AdminTextInputWidget,
        error_messages={"invalid": gettext_lazy("Enter the number as digits.")},
    )
    source_url = url_field(gettext_lazy("Page that shows the number"))
    note = forms.CharField(
        label=gettext_lazy("Who you spoke with, and what they said"),
        max_length=2000,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text=gettext_lazy("Only organizers see this."),
    )

    def look(self, cleaned: dict[str, Any]) -> None:
        self.require_website()
        if not self.site.has_page(cleaned["source_url"]):
            self.add_error(
                "source_url",
                ValidationError(_("This page isn’t on the campaign’s website."), code="elsewhere"),
            )

    def keep(self) -> Proof:
        return ledger.proofs.add_call(
            self.answer,
            number=self.cleaned_data["number"],
            source_url=self.cleaned_data["source_url"],
            note=self.cleaned_data["note"],
            by=self.by,
            now=self.now,
        )


FORMS: dict[str, type[ProofForm]] = {
    Proof.Kind.MAILED_LINK: MailedLinkForm,
    Proof.Kind.SITE_CODE: SiteCodeForm,
    Proof.Kind.DNS_RECORD: DnsRecordForm,
    Proof.Kind.SIGNED_EMAIL: SignedEmailForm,
    Proof.Kind.SOCIAL_POST: SocialPostForm,
    Proof.Kind.CALL_BACK: CallBackForm,
}


class SecondCallForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Who you spoke with, and what they said"),
        max_length=2000,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text=gettext_lazy("Only organizers see this."),
    )
