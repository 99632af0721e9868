"""How quickly email leaves: the real worker and sender, a mail server that takes 100 ms an email.

    .venv/bin/python bench/mail.py
    .venv/bin/python bench/mail.py --long          # 100,000 recipients, 50,000 sign-ups

People sign through gunicorn at gmail.com, each from a network of their own. How long a confirmation
took is the time from the click to the moment when the mail server accepted it. All of the mailing
is in the queue from the start, which is harder than what the site does: it queues 3,000 at a time.

CPU is user and system time of the job worker and the email sender for each confirmation, while
nothing else is sent; beside it that of PostgreSQL. At the end a backlog of sign-ups is answered
while gunicorn rests: the last fifth takes not much longer than the second.
"""

from __future__ import annotations

import contextlib
import statistics
import sys
import time
from collections.abc import Iterator
from typing import NamedTuple

from figures import Figures, wants_long
from served import (
    SLUG,
    Site,
    Visitor,
    cpu_seconds,
    in_parallel,
    own_cpu_seconds,
    process_id,
    someone_new,
    throwaway_site,
)
from sizes import fill

from campaign.devserver.site_processes import email_sender, management_command
from campaign.lib.processes import Child
from tests.smtp_server import Delivery, SmtpServer, running

SIGN_UPS_A_SECOND = 33
VISITORS = 6
PATIENCE_SECONDS = 300
MOST_SECONDS, MOST_CPU_MILLISECONDS, MOST_UNEVEN = 10, 8, 1.5


class Form(NamedTuple):
    """How many recipients, waiting sign-ups and sign-ups at once there are, and for how long."""

    mailing: int
    backlog: int
    burst: int
    mailing_seconds: int
    quiet_seconds: int


LONG, SHORT = Form(100_000, 50_000, 300, 60, 30), Form(5_000, 3_000, 120, 10, 6)


class Inbox:
    """When the mail server accepted each confirmation, and how many emails of each lane it has."""

    def __init__(self) -> None:
        self.arrived_at: dict[str, float] = {}
        self.bulk_count = 0

    def note(self, delivery: Delivery) -> None:
        if delivery.recipient.startswith("new"):
            self.arrived_at[delivery.recipient] = time.monotonic()
        else:
            self.bulk_count += 1


@contextlib.contextmanager
def mail_server() -> Iterator[tuple[SmtpServer, Inbox]]:
    """Give a mail server that takes 100 ms for each email, and forgets all but when it came."""
    inbox = Inbox()
    server = SmtpServer(delay_seconds=0.1, deliveries=Forgetful(), on_delivery=inbox.note)
    with running(server):
        yield server, inbox


class Forgetful(list[Delivery]):
    """Keeps the last delivery only."""

    def append(self, delivery: Delivery) -> None:
        self[:] = [delivery]


def worker(settings: dict[str, str]) -> Child:
    return management_command("The job worker", settings, "worker")


def start(site: Site, *children: Child) -> list[int]:
    """Start processes that end with the site; return their numbers."""
    for child in children:
        site.start(child)
    return [process_id(child) for child in children]


def sign_evenly(address: str, *, seconds: int) -> dict[str, float]:
    """Let people sign at an even pace; return when each of them pressed the button."""
    visitors = [Visitor(address) for _number in range(VISITORS)]
    begun_at = time.monotonic()
    clicked_at: dict[str, float] = {}

    def sign(first: int, visitor: Visitor) -> None:
        for number in range(first, SIGN_UPS_A_SECOND * seconds, VISITORS):
            time.sleep(max(begun_at + number / SIGN_UPS_A_SECOND - time.monotonic(), 0))
            email = someone_new()
            clicked_at[email] = time.monotonic()
            visitor.sign(email)

    in_parallel([lambda n=n, each=each: sign(n, each) for n, each in enumerate(visitors)])
    return clicked_at


def sign_at_once(address: str, burst: int) -> dict[str, float]:
    """Let many people sign in the same moment, as quickly as gunicorn takes them."""
    begun_at = time.monotonic()
    visitors = [Visitor(address) for _number in range(VISITORS)]
    emails = [[someone_new() for _number in range(burst // VISITORS)] for _visitor in visitors]

    def sign(visitor: Visitor, mine: list[str]) -> None:
        for email in mine:
            visitor.sign(email)

    in_parallel(
        [lambda v=v, mine=mine: sign(v, mine) for v, mine in zip(visitors, emails, strict=True)]
    )
    return {email: begun_at for mine in emails for email in mine}


def waits(inbox: Inbox, clicked_at: dict[str, float]) -> list[float]:
    """Return how many seconds each confirmation took, shortest first, once all are there."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not clicked_at.keys() <= inbox.arrived_at.keys():
        missing = len(clicked_at.keys() - inbox.arrived_at.keys())
        assert time.monotonic() < deadline, f"{missing} confirmations never came."
        time.sleep(0.05)
    return sorted(inbox.arrived_at[email] - clicked for email, clicked in clicked_at.items())


def show_waits(figures: Figures, title: str, seconds: list[float]) -> None:
    middle, late = statistics.median(seconds), seconds[int(len(seconds) * 0.95)]
    figures.explain(
        f"{title}: {len(seconds)} confirmations, the middle after {middle:.1f} s, the last after "
        f"{seconds[-1]:.1f} s"
    )
    figures.at_most(f"{title}: 95 of 100 confirmations", late, MOST_SECONDS, "s")


def measure_cpu(
    site: Site, address: str, inbox: Inbox, processes: list[int], quiet: int, figures: Figures
) -> None:
    """Show what a confirmation costs while nothing else is sent."""
    # A process does some things once; until then it would refuse some of many.
    for _visitor in range(VISITORS):
        with contextlib.closing(Visitor(address)) as visitor:
            visitor.sign(someone_new())
    waits(inbox, sign_evenly(address, seconds=3))
    before = [own_cpu_seconds(each) for each in processes]
    database_before = cpu_seconds(site.postgres_id)
    seconds = waits(inbox, sign_evenly(address, seconds=quiet))
    of_worker, of_sender = (
        (own_cpu_seconds(each) - earlier) / len(seconds) * 1000
        for each, earlier in zip(processes, before, strict=True)
    )
    of_database = (cpu_seconds(site.postgres_id) - database_before) / len(seconds) * 1000
    show_waits(figures, "without a mailing", seconds)
    figures.explain(
        f"answering takes {of_worker:.1f} ms, sending {of_sender:.1f} ms, and PostgreSQL "
        f"{of_database:.1f} ms more, signing included"
    )
    what = "CPU of a confirmation, worker and sender"
    figures.at_most(what, of_worker + of_sender, MOST_CPU_MILLISECONDS, "ms")


def queue_mailing(count: int) -> None:
    """Queue the emails of an update to all supporters that the database was filled with."""
    from django.utils import timezone

    from campaign.lib import outbox
    from campaign.lib.outbox.models import Message
    from pledges.models import Petition, Update

    now = timezone.now()
    update = Update.objects.create(
        petition=Petition.objects.get(slug=SLUG),
        title="We met the committee",
        body="Two of five were there. **Thank you** for being counted.\n\n" * 5,
        published_at=now,
        sending_asked_at=now,
    )
    outbox.queue("update", range(1, count + 1), batch_id=update.pk, now=now)
    assert Message.objects.waiting().filter(lane="bulk").count() == count


def measure_mailing(address: str, inbox: Inbox, form: Form, figures: Figures) -> None:
    """Show how long confirmations take while a mailing is under way, and how quick that is."""
    begun_at, before = time.monotonic(), inbox.bulk_count
    clicked_at = sign_evenly(address, seconds=form.mailing_seconds)
    show_waits(figures, "in a mailing", waits(inbox, clicked_at))
    clicked_at = sign_at_once(address, form.burst)
    show_waits(figures, "in a mailing, a burst", waits(inbox, clicked_at))
    rate = (inbox.bulk_count - before) / (time.monotonic() - begun_at)
    figures.at_most("bulk email meanwhile, a second (4 connections: 40 at most)", rate, None)


def write_backlog(count: int) -> None:
    """Store sign-ups that nobody has answered yet."""
    from django.db import transaction
    from django.utils import timezone

    from pledges.models import Petition
    from pledges.signing.sign_up import SignUpData, sign_up

    petition = Petition.objects.get(slug=SLUG)
    for _part in range(0, count, 1000):
        with transaction.atomic():
            for _number in range(1000):
                email = someone_new()
                sign_up(
                    SignUpData("Ines Basalt", email, "48226", agrees_to_mail=True),
                    petition,
                    client_block=email,
                    language="en-us",
                    now=timezone.now(),
                )


def measure_backlog(site: Site, inbox: Inbox, form: Form, figures: Figures) -> None:
    """Show how long a backlog of sign-ups takes, in fifths, and the pace of replies meanwhile."""
    from campaign.lib.outbox.models import Message
    from pledges.models import SignUp

    write_backlog(form.backlog)
    left = SignUp.objects.count()
    marks = [left * fifth // 5 for fifth in range(4, -1, -1)]
    [worker_id] = start(site, worker(site.settings))
    while SignUp.objects.count() == left:
        time.sleep(0.05)
    begun_at = time.monotonic()
    cpu_before = own_cpu_seconds(worker_id)
    took: list[float] = []
    while marks:
        now_left = SignUp.objects.count()
        while marks and now_left <= marks[0]:
            took.append(time.monotonic() - begun_at)
            marks.pop(0)
        time.sleep(0.2)
    fifths = [later - earlier for earlier, later in zip([0, *took], took, strict=False)]
    cpu = (own_cpu_seconds(worker_id) - cpu_before) / left * 1000
    figures.explain(
        f"{left:,} waiting sign-ups are answered in {took[-1]:.1f} s, {cpu:.1f} ms of CPU each; "
        f"each fifth in {', '.join(f'{seconds:.1f}' for seconds in fifths)} s"
    )
    figures.at_most("the last fifth ÷ the second", fifths[4] / fifths[1], MOST_UNEVEN)
    Message.objects.waiting().filter(lane="bulk").delete()
    before, begun_at = len(inbox.arrived_at), time.monotonic()
    time.sleep(form.quiet_seconds)
    rate = (len(inbox.arrived_at) - before) / (time.monotonic() - begun_at)
    figures.at_most("replies alone, a second (8 connections: 80 at most)", rate, None)


def main() -> int:
    form = LONG if wants_long(__doc__) else SHORT
    with mail_server() as (server, inbox), throwaway_site(is_durable=True) as site:
        from tests.pledges.people import a_petition

        site.settings["EMAIL_URL"] = server.url
        a_petition(slug=SLUG)
        fill(site, "campaign", form.mailing, undecided=0)
        figures = Figures("How quickly email leaves")
        address, _web = site.serve()
        workers = worker(site.settings)
        processes = start(site, workers, email_sender(site.settings))
        measure_cpu(site, address, inbox, processes, form.quiet_seconds, figures)
        queue_mailing(form.mailing)
        measure_mailing(address, inbox, form, figures)
        workers.stop()
        measure_backlog(site, inbox, form, figures)
    return figures.exit_code


if __name__ == "__main__":
    sys.exit(main())
