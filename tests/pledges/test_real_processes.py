"""A job worker and two email senders serve people who sign and follow while they run."""

from __future__ import annotations

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from campaign.lib.jobs import defer_once
from campaign.lib.outbox.models import Message
from pledges.models import Follow, SignUp
from pledges.tasks import queue_digests
from tests.campaign.lib.workers import StartWorker, wait_for
from tests.candidates.changes import publish
from tests.factories import CycleFactory, RaceFactory, run
from tests.pledges.people import a_petition
from tests.smtp_server import SmtpServer

SIGNERS = 300
PAGE = "/petitions/ice/sign/"
DOMAINS = ("gmail.com", "yahoo.com", "outlook.com", "icloud.com", "aol.com")
FOLLOWER = "ines@example.org"
MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)


def text_to(smtp: SmtpServer, recipient: str, number: int) -> str:
    """Return the text of an email to a recipient, once it has come; number 0 is the first."""
    wait_for(lambda: smtp.recipients().count(recipient) > number)
    message = [each for each in smtp.deliveries if each.recipient == recipient][number].message
    payload = next(iter(message.walk() if not message.is_multipart() else message.get_payload()))
    return payload.get_payload(decode=True).decode()


def link_in(text: str, purpose: str) -> str:
    [path] = re.findall(rf"^https?://[^/\n]+(/{purpose}/[^\n]+)$", text, flags=re.MULTILINE)
    return path.strip()


def look_for_news() -> None:
    """Have the worker look for news to tell, as it does every five minutes."""
    defer_once(queue_digests, lock="queue_digests", timestamp=0)
    jobs = ProcrastinateJob.objects.filter(task_name="queue_digests")
    wait_for(lambda: not jobs.exclude(status="succeeded").exists())


def a_day_passes() -> None:
    """Make what was emailed so far a day older."""
    for message in Message.objects.filter(outcome="sent"):
        Message.objects.filter(pk=message.pk).update(finished_at=message.finished_at - 2 * DAY)


@pytest.mark.django_db(transaction=True)
class TestRealProcesses:
    def test_bring_each_of_three_hundred_signers_one_email_and_a_follower_each_answer_once(
        self,
        start_worker: StartWorker,
        start_sender: StartWorker,
        smtp: SmtpServer,
        settings: Settings,
    ) -> None:
        settings.TRUSTED_PROXIES = 1
        a_petition(slug="ice")
        visitor = Client(headers={"Sec-Fetch-Site": "same-origin"})
        start_worker()
        start_sender()
        start_sender()
        for number in range(SIGNERS):
            network = {"X-Forwarded-For": f"198.{18 + number // 256}.{number % 256}.7"}
            email = f"signer{number}@{DOMAINS[number % len(DOMAINS)]}"
            form = {"name": "Ines", "email": email, "postal_code": "48226"}
            assert visitor.post(PAGE, form, headers=network).status_code == 200
        wait_for(lambda: Message.objects.filter(outcome="sent").count() == SIGNERS)
        assert len(smtp.deliveries) == len(set(smtp.recipients())) == SIGNERS
        assert not SignUp.objects.exists()
        assert Message.objects.count() == SIGNERS
        self.follow_a_state(visitor, smtp)

    def follow_a_state(self, visitor: Client, smtp: SmtpServer) -> None:
        now = timezone.now()
        # Elections are in even years; those of the next one are still to come.
        cycle = CycleFactory.create(year=now.year + now.year % 2)
        signer, refuser = (run(race=RaceFactory.create(cycle=cycle)) for _each in range(2))
        visitor.post("/follow/", {"what": "MI", "email": FOLLOWER})
        confirm = link_in(text_to(smtp, FOLLOWER, 0), "follow/confirm")
        assert visitor.post(confirm).headers["Location"] == "/follow/following/"
        Follow.objects.update(told_since=now - DAY, told_through=now - DAY)
        publish(signer, "signed", now - 10 * MINUTE)
        look_for_news()
        digest = text_to(smtp, FOLLOWER, 1)
        assert signer.person.full_name in digest
        assert refuser.person.full_name not in digest
        digests = Message.objects.filter(kind="digest")
        a_day_passes()
        look_for_news()
        assert digests.count() == 1
        Follow.objects.update(told_through=now - 9 * MINUTE)
        publish(refuser, "refused", now - 8 * MINUTE)
        assert visitor.post(link_in(digest, "follow/stop")).status_code == 200
        look_for_news()
        assert digests.count() == 1
        assert smtp.recipients().count(FOLLOWER) == 2
