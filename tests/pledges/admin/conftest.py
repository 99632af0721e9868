from collections.abc import Iterator

import pytest

from pledges.mail.addresses import forget_rules


@pytest.fixture(autouse=True)
def rules_read_anew() -> Iterator[None]:
    """Let no rule of a mail provider outlive the test that wrote it."""
    forget_rules()
    yield
    forget_rules()
