import pytest

from tests.candidates.admin.pages import list_of
from tests.factories import run


@pytest.mark.django_db
class TestToLookAtFilter:
    def test_finds_names_to_check(self, admin_client):
        run("Ada Moss")
        checked = run("Bea Fern", person__name_needs_check=True)
        found = admin_client.get(list_of("candidacy"), {"look": "name"}).context["cl"].result_list
        assert list(found) == [checked]
