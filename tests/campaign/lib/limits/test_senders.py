import pytest
from django.utils import timezone

from campaign.lib.forms import PublicForm
from campaign.lib.limits import HONEYPOT, LIMIT, OF_A_BLOCK, OF_A_SENDER, quarantine_of

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def sent(block: str, sender: str, *, leaf: str = "") -> str:
    form = PublicForm({"leaf": leaf})
    assert form.is_valid()
    return quarantine_of(form, "note", block, sender, now=NOW)


class TestQuarantineOf:
    def test_holds_what_filled_the_honeypot(self):
        assert sent("192.0.2.0/24", "", leaf="https://example.org") == HONEYPOT

    def test_holds_what_one_network_sends_too_often(self):
        assert {sent("192.0.2.0/24", "") for _ in range(OF_A_BLOCK)} == {""}
        assert sent("192.0.2.0/24", "") == LIMIT
        assert sent("198.51.100.0/24", "") == ""

    def test_holds_what_one_address_sends_too_often_from_anywhere(self):
        held = [sent(f"198.51.{n}.0/24", "Ada@example.org") for n in range(OF_A_SENDER + 1)]
        assert held == [""] * OF_A_SENDER + [LIMIT]
        assert sent("203.0.113.0/24", "ada@EXAMPLE.org") == LIMIT
