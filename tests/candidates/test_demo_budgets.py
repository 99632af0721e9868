"""The demo, whose texts name figures, keeps to the budgets too."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.candidates.budgets import (
    ANOTHER_THOUSAND,
    BUDGETS,
    NAMED_FIGURES,
    SENATE,
    WITHOUT_CYCLE,
    WITHOUT_FIGURES,
    WITHOUT_TEXTS,
)


@pytest.mark.world("demo")
@pytest.mark.django_db
class TestTheDemo:
    def test_adds_only_the_figures_that_its_texts_name(self, client: Client) -> None:
        found, expected = {}, {}
        for address, budget in BUDGETS.items():
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200, address
            found[address] = len(queries)
            expected[address] = budget + (0 if address in WITHOUT_TEXTS else NAMED_FIGURES)
            expected[address] += SENATE.get(address, 0) + ANOTHER_THOUSAND.get(address, 0)
            expected[address] += (address in WITHOUT_FIGURES) + 2 * (address in WITHOUT_CYCLE)
        assert found == expected
