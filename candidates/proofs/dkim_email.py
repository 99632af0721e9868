"""Verifying that an email was signed by the domain it says it's from (DKIM, RFC 6376).

Stricter than mail servers are: everything that lets somebody else change what a reader sees is
refused, each with a sentence of its own.
"""

import datetime
import email
import email.policy
import re
from collections import Counter
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

import dkim
import dkim.util
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaign.lib.email_addresses import ascii_domain
from candidates.proofs import dns_records, own_words

MOST_BYTES = 10_000_000
MOST_HEADER_BYTES = 100_000
MOST_SIGNATURES = 8
FEWEST_KEY_BITS, MOST_KEY_BITS = 1024, 8192
SENT_WITHIN = datetime.timedelta(days=14)
CLOCKS_DIFFER = datetime.timedelta(hours=10)
MUST_BE_SIGNED = ("from", "subject", "date")
# A reader sees only one of each, and nobody knows which. (RFC 5322, RFC 2045)
MUST_BE_SINGLE = (
    *MUST_BE_SIGNED,
    *("sender", "reply-to", "to", "cc", "message-id", "in-reply-to", "references"),
    *("mime-version", "content-type", "content-transfer-encoding"),
)
LONGEST_ADDRESS = 254  # RFC 5321
NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")


@dataclass(frozen=True)
class SignedEmail:
    """What a verified signature says: who sent it and when, and the key that proves it."""

    sender: str
    domain: str
    sent_at: datetime.datetime
    key_name: str
    key_record: str
    text: str
    quoted: str = ""


def verify(raw: bytes, *, now: datetime.datetime) -> SignedEmail:
    """Verify a raw message. `text` is what its sender wrote, `quoted` what is below that.

    Raises ValidationError that says why not. One DNS lookup for each signature that fits.
    """
    message, fields = _parsed(raw)
    _refuse_doubles(fields)
    sender, domain = _sender_of(message)
    own_words.refuse_automatic(message, fields, sender=sender)
    sent_at = _sent_at(message, now)
    signatures = [value for name, value in fields if name == "dkim-signature"]
    if not signatures:
        raise _refused("unsigned", _("This email has no DKIM signature, so it proves nothing."))
    refusal = _refused(
        "not_aligned",
        _("This email isn’t signed by %(domain)s, the domain in its From line."),
        domain=domain,
    )
    for number, value in enumerate(signatures[:MOST_SIGNATURES]):
        tags = _tags_of(value)
        if tags.get("d", "").lower() != domain:
            continue
        try:
            key_name, record = _verify_one(raw, number, tags, domain, now)
            if "content-type" not in _signed_lines(tags):
                own_words.refuse_reshaped(message, raw)
        except ValidationError as reason:
            refusal = reason
        else:
            written = own_words.parts_of(message)
            return SignedEmail(sender, domain, sent_at, key_name, record, *written)
    raise refusal


def _refused(code: str, sentence: str, **about: object) -> ValidationError:
    return ValidationError(sentence, code=code, params=about)


def _parsed(raw: bytes) -> tuple[EmailMessage, list[tuple[str, str]]]:
    """Return the message, and its header fields with their names in lower case."""
    not_an_email = _refused(
        "not_an_email",
        _(
            "This isn’t a raw email. In your email program, choose “Show original” or “Save as,” "
            "and upload the .eml file."
        ),
    )
    head = re.split(rb"\r?\n\r?\n", raw[: MOST_HEADER_BYTES + 4], maxsplit=1)
    if len(raw) > MOST_BYTES:
        raise _refused("too_large", _("This email is larger than 10 MB."))
    if len(head) < 2 or len(head[0]) > MOST_HEADER_BYTES or b"\0" in raw:
        raise not_an_email
    # A lone carriage return ends a line for some readers, and not for DKIM.
    if re.search(rb"\r(?!\n)", raw):
        raise not_an_email
    try:
        fields, _body = dkim.rfc822_parse(raw)
        message = email.message_from_bytes(raw, policy=email.policy.default)
    except Exception:  # hostile bytes may raise anything
        raise not_an_email from None
    if not fields:
        raise not_an_email
    return message, [
        (name.decode("ascii").strip().lower(), value.decode("utf-8", "replace"))
        for name, value in fields
    ]


def _refuse_doubles(fields: list[tuple[str, str]]) -> None:
    found = Counter(name for name, _value in fields)
    for name in MUST_BE_SINGLE:
        if found[name] > 1:
            raise _refused(
                "double_header",
                _("This email has two “%(name)s” lines, so someone may have added one."),
                name=name.capitalize(),
            )
    for name in MUST_BE_SIGNED:
        if not found[name]:
            raise _refused(
                "missing_header", _("This email has no “%(name)s” line."), name=name.capitalize()
            )


def _sender_of(message: EmailMessage) -> tuple[str, str]:
    """Return the one address in the From line, and its domain."""
    unclear = _refused("unclear_from", _("The From line of this email isn’t one plain address."))
    try:
        header = message["From"]
        addresses = header.addresses
        is_plain = len(addresses) == 1 and not header.defects
        local, domain = addresses[0].username, ascii_domain(addresses[0].domain)
        shown = addresses[0].display_name
    except Exception:  # hostile bytes may raise anything
        raise unclear from None
    # “ada@real.example” <x@other.example> is what a forger writes.
    is_plain = is_plain and len(f"{local}@{domain}") <= LONGEST_ADDRESS
    if not is_plain or not local or not NAME.fullmatch(domain) or "@" in shown:
        raise unclear
    return f"{local}@{domain}", domain


def _sent_at(message: EmailMessage, now: datetime.datetime) -> datetime.datetime:
    try:
        sent_at = parsedate_to_datetime(str(message["Date"]))
        if sent_at.tzinfo is None:
            sent_at = sent_at.replace(tzinfo=datetime.UTC)
        age = now - sent_at
    except (TypeError, ValueError, OverflowError):
        raise _refused("no_date", _("The Date line of this email isn’t a date.")) from None
    if age < -CLOCKS_DIFFER:
        raise _refused("to_come", _("This email is dated in the future."))
    if age > SENT_WITHIN:
        raise _refused(
            "too_old",
            _("This email was sent more than %(days)s days ago. Ask the campaign for a new one."),
            days=SENT_WITHIN.days,
        )
    return sent_at


def _tags_of(value: str) -> dict[str, str]:
    """Return the tags of a signature or a key record, {} if they're malformed or double."""
    try:
        tags = dkim.util.parse_tag_value(value.encode())
    except dkim.util.InvalidTagValueList:
        return {}
    return {
        name.decode(errors="replace").strip(): re.sub(r"\s", "", text.decode(errors="replace"))
        for name, text in tags.items()
    }


def _verify_one(
    raw: bytes, number: int, tags: dict[str, str], domain: str, now: datetime.datetime
) -> tuple[str, str]:
    """Verify one signature by `domain`; return the name of its key and the key's record."""
    _refuse_tags(tags, now)
    key_name = f"{tags['s']}._domainkey.{domain}"
    records = [text for text in dns_records.texts_at(key_name) if "p" in _tags_of(text)]
    if len(records) != 1:
        raise _refused(
            "no_key",
            _("%(domain)s doesn’t publish the key of this signature (anymore)."),
            domain=domain,
        )
    _refuse_key(records[0], domain)
    try:
        signed = dkim.DKIM(raw, minkey=FEWEST_KEY_BITS)
        is_valid = signed.verify(idx=number, dnsfunc=lambda *_name, **_options: records[0])
    except Exception:  # hostile bytes may raise anything
        is_valid = False
    if not is_valid:
        raise _refused(
            "altered",
            _(
                "The signature doesn’t fit this email: it was changed on its way, or it was "
                "forwarded. Ask for the raw message as it arrived."
            ),
        )
    return key_name, records[0]


def _signed_lines(tags: dict[str, str]) -> list[str]:
    """Return the names of the header lines that a signature covers, in lower case."""
    return tags.get("h", "").lower().split(":")


def _refuse_tags(tags: dict[str, str], now: datetime.datetime) -> None:
    if tags.get("a") != "rsa-sha256":
        raise _refused(
            "algorithm",
            _("This signature uses %(name)s. We only trust rsa-sha256."),
            name=tags.get("a") or _("no algorithm"),
        )
    if "l" in tags:
        raise _refused(
            "length",
            _("This signature covers only the start of the email, so anyone could add to it (l=)."),
        )
    if not NAME.fullmatch(tags.get("s", "").lower()):
        raise _refused("no_key", _("This signature doesn’t name its key."))
    signed = _signed_lines(tags)
    for name in MUST_BE_SIGNED:
        if name not in signed:
            raise _refused(
                "unsigned_header",
                _("This signature doesn’t cover the “%(name)s” line, so anyone could change it."),
                name=name.capitalize(),
            )
    moments = [tags[name] for name in ("x", "t") if name in tags]
    if not all(text.isdecimal() and text.isascii() and len(text) <= 12 for text in moments):
        raise _refused("no_date", _("This signature’s times aren’t times."))
    if "x" in tags and int(tags["x"]) < now.timestamp():
        raise _refused(
            "expired", _("This signature has expired. Ask the campaign for a new email.")
        )
    if "t" in tags and int(tags["t"]) > (now + CLOCKS_DIFFER).timestamp():
        raise _refused("to_come", _("This signature is dated in the future."))


def _refuse_key(record: str, domain: str) -> None:
    tags = _tags_of(record)
    if not tags["p"]:
        raise _refused(
            "revoked", _("%(domain)s has revoked the key of this signature."), domain=domain
        )
    if "y" in tags.get("t", "").split(":"):
        raise _refused(
            "testing",
            _("%(domain)s says it’s only testing this key, so it proves nothing."),
            domain=domain,
        )
    if tags.get("k", "rsa") != "rsa" or "sha256" not in tags.get("h", "sha256").split(":"):
        raise _refused("algorithm", _("This key isn’t for rsa-sha256, which is all we trust."))
    try:
        key, bits, *_rest = dkim.evaluate_pk(domain, record)
        is_usual = bits <= MOST_KEY_BITS and key["publicExponent"] < 2**32 and "\0" not in record
    except Exception:  # hostile bytes may raise anything
        is_usual, bits = False, 0
    if not is_usual:
        raise _refused(
            "no_key", _("We can’t read the key that %(domain)s publishes."), domain=domain
        )
    if bits < FEWEST_KEY_BITS:
        raise _refused(
            "weak_key",
            _("The key of this signature is shorter than %(bits)s bits, so it can be forged."),
            bits=FEWEST_KEY_BITS,
        )
