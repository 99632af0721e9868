"""What every test may use."""

import os
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker, Settings

from tests.database import DatabaseOfTests

# Files that take long begin first, so that no process waits in the end for another one's.
SLOWEST = ("tests/campaign/test_agreement.py", "tests/journeys/", "tests/pledges/test_worker")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slowest files before the others; pytest calls this by its name."""
    items.sort(key=lambda item: not item.nodeid.startswith(SLOWEST))


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Give this test process a database of its own; pytest-django calls this by its name."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    database = DatabaseOfTests(f"test_{worker}")
    with django_db_blocker.unblock():
        database.create()
    with pytest.MonkeyPatch.context() as patch:
        # Django empties every table after a test that commits: see tests/database.py.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: database.renew())
        yield
    with django_db_blocker.unblock():
        database.drop()


@pytest.fixture
def other_keys(settings: Settings) -> Callable[[], None]:
    """Return what takes away the keys of all encrypted columns and puts another in their place."""
    return partial(setattr, settings, "FIELD_KEYS", [Fernet.generate_key()])


@pytest.fixture
def database_away(transactional_db: None) -> Iterator[None]:
    """Point the site at an address where no database listens."""
    connection.close()
    there = {name: connection.settings_dict[name] for name in ("HOST", "PORT")}
    connection.settings_dict.update(HOST="127.0.0.1", PORT="1")
    yield
    connection.close()
    connection.settings_dict.update(there)


@pytest.fixture
def database_read_only(transactional_db: None) -> Iterator[None]:
    """Let the site's connection only read, as that to a standby does."""
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
    yield
    connection.close()
