"""A job worker and two email senders answer people who sign while they run."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from campaign.lib.outbox.models import Message
from pledges.models import SignUp
from tests.campaign.lib.workers import StartWorker, wait_for
from tests.pledges.people import a_petition
from tests.smtp_server import SmtpServer

SIGNERS = 300
PAGE = "/petitions/ice/sign/"
DOMAINS = ("gmail.com", "yahoo.com", "outlook.com", "icloud.com", "aol.com")


@pytest.mark.django_db(transaction=True)
class TestSigning:
    def test_brings_each_of_three_hundred_people_one_email(
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
