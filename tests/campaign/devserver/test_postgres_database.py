from pathlib import Path

import pytest
from django.db import connection

from campaign.devserver.postgres_database import database_url, is_empty


class TestDatabaseUrl:
    def test_leads_to_a_socket_in_any_folder(self) -> None:
        url = database_url(Path("/run/a b&c"), "campaign", "site")
        assert url == "postgresql://campaign@/site?host=/run/a%20b%26c"


@pytest.mark.django_db
class TestIsEmpty:
    def test_is_false_of_a_database_with_tables(self) -> None:
        connection.ensure_connection()
        assert not is_empty(connection.connection.info.dsn)
