"""Organizers who are logged in, and two people who may be one."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from candidates.models import LinkSuggestion, Stage
from tests.candidates.admin.nights import two_primaries
from tests.factories import OrganizerFactory, run


@pytest.fixture
def organizer(db: None) -> User:
    """Return an organizer who may do everything in the record."""
    return OrganizerFactory.create(username="robin", is_superuser=True)


@pytest.fixture
def admin_client(organizer: User) -> Client:
    client = Client()
    client.force_login(organizer)
    return client


@pytest.fixture
def second(db) -> Client:
    """Return the browser of somebody else, who may do everything too."""
    client = Client()
    client.force_login(OrganizerFactory.create(username="sasha", is_superuser=True))
    return client


@pytest.fixture
def pair(db: None) -> LinkSuggestion:
    """Return two people who may be one."""
    house = run("Ada Quartz", fec_id="H6MI11001")
    senate = run("Ada Lee Quartz", fec_id="S6MI00001", race__senate=True)
    return LinkSuggestion.objects.create(
        first=house.person, second=senate.person, reason="Same name in the same state"
    )


@pytest.fixture
def stages(db: None) -> list[Stage]:
    """Return the primaries of two races on one night."""
    return two_primaries()
