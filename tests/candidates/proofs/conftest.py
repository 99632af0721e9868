"""Names and websites of campaigns, all served by this machine."""

import pytest

from candidates.proofs import dns_records
from tests.candidates.proofs.servers import Names, serving


@pytest.fixture
def names(monkeypatch):
    """Return a DNS server that every lookup asks."""
    with serving(Names()) as server:
        monkeypatch.setattr(dns_records, "resolver", server.resolver)
        yield server
