"""Emails of campaigns, signed with keys made for the test."""

import base64
import datetime
from email.utils import format_datetime

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

# dkimpy dates its signatures itself.
NOW = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
SELECTOR = "s1"
SIGNED = ("From", "To", "Subject", "Date", "Content-Type")
KEY = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 (quick to make)
# Made for tests: nobody has its private half.
WEAK_KEY = (
    "MHwwDQYJKoZIhvcNAQEBBQADawAwaAJhALhhMBQWhKhKn/CPfoaRAw52iF9o1qLnVGucOplbtUTJK7m83CPY3k3Vff/"
    "yov1WP32j16wXjg3QpNT0/aNkgaaj7OE2IujD2YCHIgQCadQDFSBzP9Dml4ZxG9D5EqJoowIDAQAB"
)


def record(public: str | None = None, *, more: str = "") -> str:
    """Return the TXT record of a key, as a DNS server writes it."""
    if public is None:
        der = KEY.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        public = base64.b64encode(der).decode()
    text = f"v=DKIM1; k=rsa; {more}p={public}"
    return " ".join(f'"{text[at : at + 200]}"' for at in range(0, len(text), 200))


def email(
    body: str = "Yes, this is us: AB2C-DE3F-GH4J\r\n",
    *,
    sender: str = "Ada Quartz <ada@ada.example>",
    sent_at: datetime.datetime = NOW,
    more: str = "",
) -> bytes:
    return (
        f"From: {sender}\r\nTo: us@nnn.example\r\nSubject: Our answer\r\n"
        f"Date: {format_datetime(sent_at)}\r\n{more}"
        f'Content-Type: text/plain; charset="utf-8"\r\n\r\n{body}'
    ).encode()


def signed(
    raw: bytes, *, domain: str = "ada.example", names: tuple[str, ...] = SIGNED, **options: object
) -> bytes:
    """Return an email with a signature on top of it."""
    pem = KEY.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    header = dkim.DKIM(raw).sign(
        SELECTOR.encode(),
        domain.encode(),
        pem,
        include_headers=[name.lower().encode() for name in names],
        **options,
    )
    return bytes(header) + raw
