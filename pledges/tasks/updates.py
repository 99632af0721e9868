"""The job that mails an update. It writes mails; each is sent by a job of its own."""

from __future__ import annotations

import datetime

from procrastinate.contrib.django import app

from campaign.lib.jobs import defer_once, is_at_hand
from campaign.lib.mail import RETRIES
from pledges.mail import updates
from pledges.models import Update


@app.task(name="mail_update", retry=RETRIES)
def mail_update(update_id: int) -> None:
    """Write the mails of an update to whoever agreed; nothing where that is done."""
    updates.write_mails(update_id, now=datetime.datetime.now(datetime.UTC))


def start(update_id: int) -> None:
    """Have an update mailed, in the transaction of the caller; by one job at a time."""
    defer_once(mail_update, lock=_lock(update_id), update_id=update_id)


def has_stopped(update: Update) -> bool:
    """Say whether the mailing of an update is not done, and no job goes on with it."""
    is_begun = update.sending_asked_at is not None and update.sending_done_at is None
    return is_begun and not is_at_hand(_lock(update.pk))


def _lock(update_id: int) -> str:
    return f"update-{update_id}"
