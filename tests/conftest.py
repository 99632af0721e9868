"""What every test may use."""

import gc
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker, Settings
from whitenoise.base import WhiteNoise
from whitenoise.responders import StaticFile

from tests.database import DATABASE, NO_WORLD
from tests.factories import OrganizerFactory
from tests.journeys.effort import pytest_terminal_summary as pytest_terminal_summary

# Files that take long begin first, in this order, so that no process waits in the end for another
# one's. The first two need no database of ours; the third one's process makes it.
SLOWEST = (
    "tests/campaign/devserver/test_make.py",
    "tests/campaign/artwork/test_preview_pictures.py",
    "tests/campaign/test_agreement.py",
    "tests/campaign/content/management/commands/test_demo.py",
    "tests/pledges/test_street.py",
    "tests/journeys/",
    "tests/campaign/lib/outbox/test_sender",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slowest files before the others; pytest calls this by its name."""
    items.sort(key=lambda item: [not item.nodeid.startswith(slow) for slow in SLOWEST])


def pytest_collection_finish() -> None:
    """Spare the garbage collector what was imported, and look for garbage less often.

    pytest calls this by its name.
    """
    gc.freeze()
    gc.set_threshold(20_000)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let a test begin with the world that it names; pytest calls this by its name."""
    marker = item.get_closest_marker("world")
    DATABASE.begin_with(marker.args[0] if marker else NO_WORLD)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Give this test process databases of its own; pytest-django calls this by its name."""
    DATABASE.start(django_db_blocker.unblock)
    with pytest.MonkeyPatch.context() as patch:
        # Django empties every table after a test that commits: see tests/database.py.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: DATABASE.renew())
        yield
    DATABASE.drop()


@pytest.fixture(scope="session", autouse=True)
def list_static_files_once() -> Iterator[None]:
    """Read the folder of static files once: each test client makes a WhiteNoise of its own."""
    lists: dict[tuple[str, str], dict[str, StaticFile]] = {}
    read_folder = WhiteNoise.update_files_dictionary

    def update_files_dictionary(self: WhiteNoise, root: str, prefix: str) -> None:
        if (root, prefix) not in lists:
            read_folder(self, root, prefix)
            lists[root, prefix] = dict(self.files)
        self.files.update(lists[root, prefix])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoise, "update_files_dictionary", update_files_dictionary)
        yield


@pytest.fixture
def world_files(settings: Settings, tmp_path: Path) -> None:
    """Serve the pictures of the world that the test begins with from a folder of its own."""
    DATABASE.copy_files(tmp_path)
    settings.MEDIA_ROOT = settings.PRIVATE_MEDIA_ROOT = tmp_path


@pytest.fixture
def admin_user(db: None) -> User:
    """Return who `admin_client` works as: nobody with a password, which is slow to hash."""
    user: User = OrganizerFactory.create(
        username="admin", email="admin@example.org", is_superuser=True
    )
    return user


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


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Begin each test with an empty cache: rows of another test may have the same numbers."""
    cache.clear()
