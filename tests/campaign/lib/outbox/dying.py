"""Lets an email sender be killed once at one point of its work. DIE_AT names the point."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from django.core.mail.backends.smtp import EmailBackend
from django.db import transaction

from campaign.lib.outbox import lane_health, leasing, outcomes

# Where nothing was sent yet, or the sending is noted already.
WITHOUT_REPEAT = ("before leasing is committed", "after leasing", "before sending", "after noting")
# Where the server has the email, and the database does not know it.
WITH_REPEAT = ("before the server answers", "after sending", "before noting", "while noting")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dying_before(do: Callable[..., Any]) -> Callable[..., Any]:
    def die_then_do(*args: Any, **options: Any) -> Any:
        die()
        return do(*args, **options)

    return die_then_do


def dying_after(do: Callable[..., Any]) -> Callable[..., Any]:
    def do_then_die(*args: Any, **options: Any) -> Any:
        done = do(*args, **options)
        if done != []:  # nothing was leased
            die()
        return done

    return do_then_die


def prepare(point: str | None) -> None:
    """Let this process die at a point; the mail server sees to "before the server answers"."""
    match point:
        case "before leasing is committed":
            leasing.lease = transaction.atomic(dying_after(leasing.lease))
        case "after leasing":
            leasing.lease = dying_after(leasing.lease)
        case "before sending":
            EmailBackend.send_messages = dying_before(EmailBackend.send_messages)  # type: ignore[method-assign]
        case "after sending":
            EmailBackend.send_messages = dying_after(EmailBackend.send_messages)  # type: ignore[method-assign]
        case "before noting":
            outcomes.store = dying_before(outcomes.store)
        case "while noting":
            lane_health.note_answers = dying_after(lane_health.note_answers)
        case "after noting":
            outcomes.store = dying_after(outcomes.store)
