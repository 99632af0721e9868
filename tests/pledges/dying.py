"""Lets a worker be killed once at one point around the sending of a mail.

DIE_AT names the point; the file DIE_ONCE is made by whoever dies there first.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from campaign.lib.mail_files import EmailBackend
from pledges.mail import replies, sending

# Before the mail and its job are committed, before the server has the mail, after that, and after
# the mail is noted as sent.
POINTS = ("before the commit", "before sending", "after sending", "after noting")


def die_once() -> None:
    try:
        os.close(os.open(os.environ["DIE_ONCE"], os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def dying_before(do: Callable[..., Any]) -> Callable[..., Any]:
    def die_then_do(*args: Any, **options: Any) -> Any:
        die_once()
        return do(*args, **options)

    return die_then_do


def dying_after(do: Callable[..., Any]) -> Callable[..., Any]:
    def do_then_die(*args: Any, **options: Any) -> Any:
        done = do(*args, **options)
        die_once()
        return done

    return do_then_die


match os.environ.get("DIE_AT"):
    case "before the commit":
        replies.write_mail = dying_after(replies.write_mail)
    case "before sending":
        EmailBackend.send_messages = dying_before(EmailBackend.send_messages)  # type: ignore[method-assign]
    case "after sending":
        EmailBackend.send_messages = dying_after(EmailBackend.send_messages)  # type: ignore[method-assign]
    case "after noting":
        sending.send = dying_after(sending.send)
