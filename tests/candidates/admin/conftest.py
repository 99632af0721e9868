"""An organizer who is logged in."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.factories import OrganizerFactory


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
