"""Messages that mail servers and providers send about ours, as they look on the wire."""

from __future__ import annotations

HEADERS = "From: campaign@testserver\nMessage-ID: {message_id}\nSubject: Confirm your signature\n"


def message_id(number: int, host: str = "localhost") -> str:
    return f"<message-{number}@{host}>"


def bounce(
    headers_of: str = "",
    *,
    status: str = "5.1.1",
    action: str = "failed",
    address: str = "ada@example.org",
    diagnostic: str = "",
) -> bytes:
    """Return a delivery status notification about the email with the Message-ID `headers_of`."""
    told = f"Diagnostic-Code: {diagnostic}\n" if diagnostic else ""
    returned = (
        f"--b\nContent-Type: message/rfc822\n\n{HEADERS.format(message_id=headers_of)}\nHello!\n\n"
        if headers_of
        else ""
    )
    return (
        "From: MAILER-DAEMON@mx.example.net\nTo: campaign@testserver\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nYour email could not be delivered.\n\n"
        "--b\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.example.net\n\n"
        f"Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {status}\n{told}\n"
        f"{returned}--b--\n"
    ).encode()


def complaint(
    headers_of: str = "", *, feedback_type: str = "abuse", address: str = "ada@example.org"
) -> bytes:
    """Return a feedback report (ARF) about the email with the Message-ID `headers_of`."""
    return (
        "From: fbl@provider.example\nTo: campaign@testserver\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nThis is a report of abuse.\n\n"
        "--b\nContent-Type: message/feedback-report\n\n"
        f"Feedback-Type: {feedback_type}\nUser-Agent: P/1.0\nVersion: 1\n"
        f"Original-Rcpt-To: <{address}>\n\n"
        "--b\nContent-Type: text/rfc822-headers\n\n"
        f"{HEADERS.format(message_id=headers_of)}\n--b--\n"
    ).encode()
