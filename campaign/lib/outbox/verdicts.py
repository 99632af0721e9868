"""What a mail server's answer means for an email and its lane.

Reply codes are those of RFC 5321, enhanced status codes those of RFC 3463. The server's words are
never kept: they often quote the address.
"""

import enum
import re
import smtplib
from typing import NamedTuple

# Nobody has this address, or it can't exist: bad mailbox, domain or syntax; moved; null MX.
UNKNOWN_ADDRESS = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"})
# The server is closing this connection, whatever command it answers.
CLOSING = 421
TOO_LARGE = 552
ENHANCED_CODE = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?=\s|$)")


class Fate(enum.Enum):
    """What becomes of an email after a try."""

    SENT = enum.auto()
    NOT_TRIED = enum.auto()  # it stays as it is, and is tried when its lane goes on
    LATER = enum.auto()  # it is tried again after a while of its own
    FAILED = enum.auto()
    UNKNOWN = enum.auto()  # failed, because nobody has this address
    DROPPED = enum.auto()  # it is not wanted any more


class Verdict(NamedTuple):
    """The result of one try. The lane backs off if the trouble is the server's, not the email's.

    `is_refusal` means that the server refused this email for good.
    """

    fate: Fate
    reply_code: str = ""
    is_trouble_of_server: bool = False

    @property
    def is_refusal(self) -> bool:
        is_coded = self.reply_code[:1] == "5"
        return self.fate is Fate.UNKNOWN or (self.fate is Fate.FAILED and is_coded)


def verdict_of_connecting(error: Exception) -> Verdict:
    """Return the verdict if no connection could be opened."""
    return Verdict(Fate.NOT_TRIED, code_of(error), is_trouble_of_server=True)


def verdict_of_sending(error: Exception) -> Verdict:
    """Return the verdict if sending an email through an open connection failed."""
    code, enhanced = _codes(error)
    words = code_of(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError):
        if 400 <= code < 500:
            return Verdict(Fate.LATER, words, is_trouble_of_server=code == CLOSING)
        if code >= 500:
            is_recipient = isinstance(error, smtplib.SMTPRecipientsRefused)
            is_unknown = is_recipient and enhanced in UNKNOWN_ADDRESS
            return Verdict(Fate.UNKNOWN if is_unknown else Fate.FAILED, words)
    if isinstance(error, smtplib.SMTPSenderRefused) and code == TOO_LARGE:
        return Verdict(Fate.FAILED, words)
    if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPNotSupportedError):
        # This email may be what breaks the server, so we try another one first.
        return Verdict(Fate.LATER, words, is_trouble_of_server=True)
    return Verdict(Fate.FAILED, words)


def is_stale(error: Exception) -> bool:
    """Say whether an idle connection had ended, so a new one may work."""
    if isinstance(error, smtplib.SMTPServerDisconnected):
        # smtplib raises the same for a silent server, and the lane must know about that.
        return not isinstance(error.__context__, TimeoutError)
    return isinstance(error, smtplib.SMTPSenderRefused) and error.smtp_code == CLOSING


def code_of(error: Exception) -> str:
    """Return a server's codes, such as "550 5.1.1", or else the name of the error."""
    code, enhanced = _codes(error)
    if code > 0:
        return f"{code} {enhanced}".rstrip()
    error = error.__context__ if isinstance(error.__context__, TimeoutError) else error
    return type(error).__name__[:20]


def _codes(error: Exception) -> tuple[int, str]:
    """Return the reply code, or 0, and the enhanced status code, or nothing."""
    words: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, words = error.smtp_code, error.smtp_error
    else:
        return 0, ""
    text = words.decode("ascii", "replace") if isinstance(words, bytes) else words
    enhanced = ENHANCED_CODE.match(text)
    return code, enhanced[0] if enhanced else ""
