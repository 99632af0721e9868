"""What a person wrote in an email themselves: not what it quotes, and not what a program answered.

Anyone who has a code can email it to a campaign. Its vacation reply, its bounce or its mailing list
would then send it back, signed by the campaign's domain, and so would a reply that asks who we are.
"""

import html
import re
from collections.abc import Iterable
from email.message import EmailMessage

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Letters of a message that we look at.
MOST_LETTERS = 200_000
# Lines that only programs write. (RFC 2369, RFC 2919, RFC 3834, and what mail servers do)
FROM_PROGRAMS = re.compile(
    r"list-.+|feedback-id|x-auto-?(reply|respond|responder|response|response-suppress)"
    r"|x-failed-recipients|x-vacation"
)
NOBODY = re.compile(
    r"(mailer-daemon|postmaster|no[-_.]?reply|do[-_.]?not[-_.]?reply|bounces?)([-_.+].*)?", re.I
)
AUTOMATIC_SUBJECT = re.compile(
    r"\W*(auto(matic)?[- ]?(reply|response|respuesta)|auto:|respuesta automática"
    r"|(i.m )?out of (the )?office|undeliver|delivery (status|failure)|mail delivery|returned mail"
    r"|failure notice)",
    re.I,
)
# Where the quoted email begins in HTML of Gmail, Outlook, Apple, Yahoo, Thunderbird and Proton.
QUOTE_IN_HTML = re.compile(
    r"<blockquote|<[a-z]+ [^<>]*(gmail_quote|gmail_attr|divRplyFwdMsg|appendonsend"
    r"|mail-editor-reference-message|OLK_SRC_BODY|yahoo_quoted|moz-cite|protonmail_quote)",
    re.I,
)
FIRST_PART = re.compile(rb"\s*(?:This is a [^\n]*\n\s*)?--(\S[^\r\n]*?)[ \t]*\r?\nContent-", re.I)
MARKUP = re.compile(rb"<(?:html|body|div|p|br|span|blockquote)\b", re.I)
# In these, what looks like a quote is one.
CHARSETS = {"utf-8", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252"}
NOT_SHOWN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|head|title)\b.*?(?:</\1\s*>|\Z)", re.I | re.S
)
BREAKS = re.compile(r"<(?:br|hr|/?p|/?div|/?tr|/?li|/?h[1-6])\b[^<>]*>", re.I)
# The same in text, in English and Spanish, at the start of a line.
QUOTE_IN_TEXT = re.compile(
    r"^[ \t]*(?:[>|]"
    r"|[-_ ]*(?:original message|mensaje original|(?:begin )?forwarded message)[-_: ]*$"
    r"|_{10,}[ \t]*$"
    r"|\W{0,3}(?:on|el)\b[^\n]{0,300}(?:\n[^\n]{0,300}){0,2}\b(?:wrote|escribió)\W{0,3}:"
    r"|\W{0,3}(?:from|de)\W{0,3}:[^\n]*\n(?:[^\n]*\n){0,3}?\W{0,3}(?:sent|date|to|subject|enviado"
    r"|fecha|para|asunto)\W{0,3}:)",
    re.I | re.M,
)


def refuse_automatic(
    message: EmailMessage, fields: Iterable[tuple[str, str]], *, sender: str
) -> None:
    """Raise ValidationError for what a program sent. `fields` have their names in lower case."""
    says_so = any(_says_automatic(name, value.strip().lower()) for name, value in fields)
    is_report = message.get_content_type() == "multipart/report"
    subject = AUTOMATIC_SUBJECT.match(str(message["Subject"]))
    if says_so or is_report or subject or NOBODY.fullmatch(sender.rpartition("@")[0]):
        raise ValidationError(
            _(
                "This is an automatic reply, or it came through a mailing list. It proves nothing, "
                "because it may quote the code that someone else sent. A person has to write to us."
            ),
            code="automatic",
        )


def refuse_reshaped(message: EmailMessage, raw: bytes) -> None:
    """Raise ValidationError if a body isn't what its Content-Type line calls it.

    Many domains don't sign that line. Then anyone could change it, so that a quote is read as a
    part of its own, or HTML as text.
    """
    try:
        fits = _fits(message, re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[1])
    except Exception:  # hostile bytes may raise anything
        fits = False
    if not fits:
        raise ValidationError(
            _(
                "This email doesn’t look the way its “Content-Type” line says, so someone may have "
                "changed that line. Ask the campaign for a plain email without attachments."
            ),
            code="reshaped",
        )


def _fits(message: EmailMessage, body: bytes) -> bool:
    first = FIRST_PART.match(body)
    if message.get_content_maintype() == "multipart":
        return first is not None and first[1].decode() == message.get_boundary()
    is_html = message.get_content_type() == "text/html"
    content = message.get_payload(decode=True)
    if first or not isinstance(content, bytes):
        return False
    is_usual = message.get_content_charset("us-ascii") in CHARSETS
    return is_usual and is_html == bool(MARKUP.search(content))


def _says_automatic(name: str, value: str) -> bool:
    if name == "auto-submitted":
        return value.partition(";")[0].strip() != "no"
    if name == "precedence":
        return value in {"bulk", "list", "junk", "auto_reply"}
    if name == "return-path":
        return value == "<>"
    return bool(FROM_PROGRAMS.fullmatch(name))


def parts_of(message: EmailMessage) -> tuple[str, str]:
    """Return what the sender wrote above the first quote, and the rest, as plain text."""
    try:
        part = message.get_body(("plain", "html"))
        text = str(part.get_content())[:MOST_LETTERS] if part else ""
        is_html = bool(part and part.get_content_subtype() == "html")
    except Exception:  # hostile bytes may raise anything
        return "", ""
    quoted = ""
    if is_html:
        text, quoted = map(_as_text, _split(NOT_SHOWN.sub("", text), QUOTE_IN_HTML))
    own, more = _split("\n".join(text.splitlines()), QUOTE_IN_TEXT)
    return own, more + quoted


def _split(text: str, mark: re.Pattern[str]) -> tuple[str, str]:
    found = mark.search(text)
    return (text[: found.start()], text[found.start() :]) if found else (text, "")


def _as_text(markup: str) -> str:
    return html.unescape(re.sub(r"<[^<>]*>", "", BREAKS.sub("\n", markup)))
