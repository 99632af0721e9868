"""Every column about visitors: what it holds, why, and for how long.

The privacy page renders PERSONAL_DATA, and a system check fails on a column of any model that is
neither here nor in `not_personal.toml`.
"""

from dataclasses import dataclass

from django.apps import apps
from django.utils.functional import Promise, lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from campaign.lib.limits.turns import DAYS_REMEMBERED
from campaign.lib.outbox.models import Message
from pledges.models import Follow, PaperBatch, SharedDomain, Signature, SignUp, Suppression

UNTIL_ERASED = _(
    "until you delete it, or until you have no signatures left here and follow no candidates"
)
UNTIL_LEAVING = _("as long as the organizer has an account; what they did stays on record")


@dataclass(frozen=True)
class PersonalData:
    """Something we store: its columns, as `app.Model.column`, and what we tell people."""

    columns: tuple[str, ...]
    what: str | Promise
    why: str | Promise
    how_long: str | Promise


def columns(*models: str) -> tuple[str, ...]:
    """Return `app.Model.column` for each column of each `app.Model: column column`."""
    return tuple(
        f"{label}.{name}"
        for label, _colon, names in (each.partition(": ") for each in models)
        for name in names.split()
    )


def _days(model: str, name: str) -> str:
    return str(getattr(apps.get_model(model), name).days)


# The days in a constant of a model that this app can't import, looked up when shown.
days = lazy(_days, str)

PERSONAL_DATA = (
    PersonalData(
        columns("pledges.Supporter: name shown_as email"),
        _("A signer’s name, how they want to be shown, and their email address, encrypted"),
        _("to confirm that the signature is yours, and to email you if you agreed"),
        UNTIL_ERASED,
    ),
    PersonalData(
        columns("pledges.Supporter: email_key other_keys"),
        _("Numbers made from the address with a secret key"),
        _("so no one signs twice"),
        UNTIL_ERASED,
    ),
    PersonalData(
        columns("pledges.Supporter: domain_key"),
        _("A number made from the part of the address after the @, with a secret key"),
        _("to notice floods of fake signatures"),
        UNTIL_ERASED,
    ),
    PersonalData(
        columns("pledges.SharedDomain: domain_key name"),
        format_lazy(
            _("Which email domains at least {number} supporters share"),
            number=SharedDomain.FEWEST_SUPPORTERS,
        ),
        _("so organizers can tell a flood from a large email provider"),
        _("as long as they share it"),
    ),
    PersonalData(
        columns("pledges.Supporter: postal_code", "pledges.Signature: place"),
        _("A signer’s ZIP code, and the state it’s in"),
        _("to count signatures by state"),
        UNTIL_ERASED,
    ),
    PersonalData(
        columns("pledges.Supporter: language created_at confirmed_at agreed_at unsubscribed_at"),
        _("Your language, and when you first signed, confirmed, agreed to updates or unsubscribed"),
        _("to email you in your language, and only what you agreed to"),
        UNTIL_ERASED,
    ),
    PersonalData(
        columns(
            "pledges.Signature: supporter petition signed_at emailed_at reminded_at "
            "confirmed_at shown_publicly name_state asks_for_mail state"
        ),
        _("Which petition someone signed, when, and what we may show"),
        _("so your signature counts"),
        format_lazy(
            _(
                "until you delete it; {days} days after our email if you don’t confirm, "
                "{held} days if we hold that email back"
            ),
            days=Signature.UNCONFIRMED_KEPT.days,
            held=Signature.QUARANTINE_KEPT.days,
        ),
    ),
    PersonalData(
        columns("pledges.Signature: withdrawn_at"),
        _("That a signature was withdrawn"),
        _("so no one counts it again"),
        format_lazy(_("{days} days"), days=Signature.WITHDRAWN_KEPT.days),
    ),
    PersonalData(
        columns("pledges.Signature: comment comment_state"),
        _("A signer’s comment, encrypted"),
        _("to show it with their first name and state, if they and a moderator agree"),
        UNTIL_ERASED,
    ),
    PersonalData(
        columns("pledges.Signature: quarantine"),
        _("Why a sign-up was held for review"),
        _("so organizers can tell a real person from a flood of fakes"),
        format_lazy(_("{days} days"), days=Signature.QUARANTINE_KEPT.days),
    ),
    PersonalData(
        columns(
            "pledges.Signature: block_hash", "pledges.SignUp: block_hash", "limits.Bucket: key"
        ),
        _("A number made from the network a form came from and a secret that changes daily"),
        _("to stop floods; once we destroy the secret, no one can trace it to the network"),
        _("48 hours"),
    ),
    PersonalData(
        columns("pledges.Invalidation: name_pattern postal_code domain_key"),
        _(
            "What fake signatures had in common: words in names, a ZIP code, a number made from an "
            "email domain"
        ),
        _("to say why we removed signatures"),
        _("as long as we keep the decision on record"),
    ),
    PersonalData(
        columns("pledges.Surge: key", "pledges.Invalidation: block_hash"),
        _("A number made from a network or email domain that sent too many signatures"),
        _("to say why we removed signatures"),
        _("as long as we keep the decision; after 48 hours no one can trace it to its network"),
    ),
    PersonalData(
        columns("pledges.PaperBatch: scan"),
        _("A scan of each paper sheet: names, addresses and handwriting"),
        _("so organizers can check the number of signatures"),
        format_lazy(
            _(
                "{ended} days after the petition ends or the sheet arrives, whichever is later; "
                "{taken_back} days if we remove the sheet from the count"
            ),
            ended=PaperBatch.SCAN_KEPT_AFTER_END.days,
            taken_back=PaperBatch.SCAN_KEPT_AFTER_TAKING_BACK.days,
        ),
    ),
    PersonalData(
        columns(
            "pledges.Follow: supporter cycle place districts candidacy asked_at emailed_at "
            "confirmed_at told_since told_through"
        ),
        _("Which candidates or ballot you asked to hear about, and which news we emailed you"),
        _("to email you when they answer, and for nothing else: no one can list who follows whom"),
        format_lazy(
            _(
                "until you stop, at most until {days} days after the general election; "
                "{unconfirmed} days after our email if you don’t confirm"
            ),
            days=Follow.KEPT_AFTER_ELECTION.days,
            unconfirmed=Signature.UNCONFIRMED_KEPT.days,
        ),
    ),
    PersonalData(
        columns(
            "pledges.SignUp: supporter petition follow sent_at is_quarantined name postal_code "
            "comment shown_publicly asks_for_mail"
        ),
        _("What you just sent with the form, with your name and comment encrypted"),
        _("to reply by email"),
        format_lazy(
            _("a few seconds, or {days} days if our software fails"),
            days=SignUp.KEPT.days,
        ),
    ),
    PersonalData(
        columns("limits.Turn: key at"),
        _(
            "When we emailed an address that someone typed, under a number made from the address "
            "and a secret that changes daily"
        ),
        _("so no one can use our forms to flood your inbox"),
        format_lazy(
            _("{days} days, even if you delete your data; then we destroy the secret"),
            days=DAYS_REMEMBERED,
        ),
    ),
    PersonalData(
        columns("outbox.Message: kind object_id batch_id queued_at due_at outcome finished_at"),
        _("Which emails we sent a signer, and when"),
        _("so no one gets too many"),
        format_lazy(_("{days} days"), days=Message.KEPT.days),
    ),
    PersonalData(
        columns("pledges.MailedLink: supporter signature follow token_hash expires_at used_at"),
        _("A fingerprint of each link we emailed"),
        _("so the link works, and no one can fake one"),
        _("until the link expires"),
    ),
    PersonalData(
        columns("pledges.Suppression: email_key since"),
        _("A number made from an address we don’t email, and since when"),
        _("so we don’t email it again"),
        format_lazy(
            _("{days} days after an email bounced, otherwise until the owner asks us to forget it"),
            days=Suppression.BOUNCE_KEPT.days,
        ),
    ),
    PersonalData(
        columns("candidates.Correction: sender received_at"),
        _("The email address of people who report an error, if they leave one"),
        _("to write back"),
        format_lazy(
            _("{decided} days after the decision, or {received} days after the report"),
            decided=days("candidates.Correction", "SENDER_KEPT_AFTER_DECISION"),
            received=days("candidates.Correction", "SENDER_KEPT_AFTER_RECEIPT"),
        ),
    ),
    PersonalData(
        columns("campaign.Comment: email"),
        _("The email address of people who comment on an article, encrypted"),
        _("to ask about the comment"),
        format_lazy(
            _("{decided} days after the decision, or {received} days after the comment"),
            decided=days("campaign.Comment", "EMAIL_KEPT_AFTER_DECISION"),
            received=days("campaign.Comment", "EMAIL_KEPT_AFTER_RECEIPT"),
        ),
    ),
    PersonalData(
        columns("campaign.Comment: name text received_at"),
        _("The name and comment of people who comment on an article"),
        _("to show them below it"),
        _("until you ask us to remove them"),
    ),
    PersonalData(
        columns("candidates.Candidacy: contact_email contact_phone"),
        _("How to reach a campaign, if it told organizers"),
        _("to ask for its answer"),
        _("as long as the campaign is on record"),
    ),
    PersonalData(
        columns("candidates.DeskLink: email sent_at bounced_at"),
        _("The address that we emailed a campaign its link to"),
        _("so the campaign can answer, and to email it a receipt"),
        format_lazy(
            _("{days} days after the election, or after we sent the link if that’s later"),
            days=days("candidates.DeskLink", "ADDRESS_KEPT_AFTER_END"),
        ),
    ),
    PersonalData(
        columns("candidates.DeskOpening: link opened_on opened_at maybe_scanner"),
        _("When a campaign’s link was first opened on a day, without who or where"),
        _("so organizers know whether the campaign saw it"),
        _("as long as the address"),
    ),
    PersonalData(
        columns(
            "candidates.DeskSubmission: sender_name sender_role words text",
            "candidates.DeskFile: original",
            "candidates.AnswerNotice: reply",
        ),
        _(
            "What a campaign’s staff sent us by its link or replied to a notice, with their name "
            "and role, and their files"
        ),
        _("to record the campaign’s answer, and to show later what it sent"),
        _("as long as the campaign is on record"),
    ),
    PersonalData(
        columns("candidates.Answer: signer_name signer_role"),
        _("Who signed an answer for a candidate, and their role"),
        _("to show whose answer it is"),
        _("as long as the answer is on record"),
    ),
    PersonalData(
        columns("candidates.Proof: reached rests_on details second_note original"),
        _("How we know that a campaign answered: an email, a phone number, who we spoke with"),
        _("to show later that we checked"),
        _("as long as the answer is on record"),
    ),
    PersonalData(
        columns(
            "candidates.Answer: note",
            "candidates.Candidacy: do_not_contact_asked_by",
            "candidates.Hold: note",
            "candidates.Outreach: note",
            "candidates.SampleVerdict: note",
            "pledges.PaperBatch: note",
        ),
        _("Organizers’ notes: who they spoke with, who collected signatures on paper"),
        _("so the next organizer knows what was said and done"),
        _("as long as the campaign or the petition is on record"),
    ),
    PersonalData(
        columns("candidates.SheetImport: folder"),
        _("Sheets that organizers upload: contacts of campaigns, notes about calls"),
        _("to compare them with the record before anything changes"),
        format_lazy(
            _("until the sheet is applied, or {days} days"),
            days=days("candidates.SheetImport", "KEPT"),
        ),
    ),
    PersonalData(
        columns("candidates.ActChange: private"),
        _("What organizers changed in many such contacts, names or notes at once"),
        _("so that they can undo it"),
        format_lazy(_("{days} days"), days=days("candidates.Act", "KEPT")),
    ),
    PersonalData(
        columns("pledges.Export: exported_by reason exported_at"),
        _("Which organizer downloaded the list of people who agreed to email, when and why"),
        _("so someone is accountable for it"),
        UNTIL_LEAVING,
    ),
    PersonalData(
        columns("auth.User: username first_name last_name email password last_login date_joined"),
        _("An organizer’s account, with its password as a hash"),
        _("to log in, and to show who recorded what"),
        UNTIL_LEAVING,
    ),
    PersonalData(
        columns("accounts.Invitation: email invited_by sent_at"),
        _("The email address of people we invite to organize, encrypted"),
        _("to send the invitation"),
        format_lazy(
            _("until they accept, at most {days} days"),
            days=days("accounts.Invitation", "KEPT"),
        ),
    ),
    PersonalData(
        columns(
            "accounts.TotpKey: user key created_at last_used_at",
            "accounts.OneTimeCode: user",
            "django_otp_webauthn.WebAuthnCredential: user credential_id credential_id_sha256 "
            "public_key transports sign_count backup_eligible backup_state aaguid created_at "
            "last_used_at",
            "django_otp_webauthn.WebAuthnUserHandle: user handle_hex",
        ),
        _(
            "What an organizer logs in with besides their password: the key in their app, "
            "encrypted; fingerprints of their one-time codes; the public half of their passkeys, "
            "with the kind of device"
        ),
        _("so a stolen password isn’t enough to log in"),
        UNTIL_LEAVING,
    ),
    PersonalData(
        columns("accounts.MutedNotice: user kind"),
        _("Which emails about their work an organizer turned off"),
        _("so we don’t send them"),
        UNTIL_LEAVING,
    ),
    PersonalData(
        columns("audit.AuditEvent: account username"),
        _("What an organizer’s account did: logins, publishing, exports, account changes"),
        _("so organizers can find out later who did what"),
        _("as long as this site exists"),
    ),
    PersonalData(
        columns("campaign.KeptForm: user path kept_at content"),
        _("A form that an organizer sent after they were logged out, encrypted"),
        _("to give it back when they log in"),
        _("one hour"),
    ),
    PersonalData(
        columns("axes.AccessAttempt: username ip_address attempt_time"),
        _(
            "When someone tries to log in as an organizer and fails: their IP address, and a "
            "fingerprint of the username they typed"
        ),
        _("to stop people who guess passwords"),
        _("a day at most"),
    ),
)
