"""The job that mails an update. It writes mails; each is sent by a job of its own."""

from __future__ import annotations

import datetime

from procrastinate.contrib.django import app

from pledges import updating


@app.task(name="mail_update", retry=3)
def mail_update(update_id: int) -> None:
    """Write the mails of an update to whoever agreed; nothing where that is done."""
    updating.write_mails(update_id, now=datetime.datetime.now(datetime.UTC))


def start(update_id: int) -> None:
    """Have an update mailed, in the transaction of the caller; by one job at a time."""
    mail_update.configure(lock=f"update-{update_id}").defer(update_id=update_id)
