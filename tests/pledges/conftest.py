from typing import Any

import pytest
from django.test import Client

from pledges.models import Petition
from tests.campaign.lib.conftest import start_worker, worker_output
from tests.campaign.lib.outbox.conftest import sender_output, smtp, start_sender
from tests.pledges.emails import answered, mailed_link
from tests.pledges.people import a_petition
from tests.pledges.signers import BROWSER, sign

__all__ = ["sender_output", "smtp", "start_sender", "start_worker", "worker_output"]


@pytest.fixture
def petition() -> Petition:
    return a_petition(slug="ice", title="Investigate ICE")


@pytest.fixture
def visitor() -> Client:
    return Client(enforce_csrf_checks=True, headers=BROWSER)


@pytest.fixture
def owner() -> Client:
    """Return a browser that comes from an email program: no cookie, no origin."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def link(visitor: Client, petition: Petition, mailoutbox: Any) -> str:
    """Sign, and let the email come."""
    sign(visitor)
    answered()
    return mailed_link("confirm", mailoutbox)
