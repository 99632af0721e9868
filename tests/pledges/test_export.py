"""The file of people who agreed to updates: who is in it, and how it is written."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.utils import timezone

from pledges import export
from pledges.mail.addresses import note_keys_under
from pledges.mail.bounce_lists import suppress_bounced
from pledges.models import DomainRule, Invalidation, Petition, Supporter, Suppression
from tests.pledges.people import a_petition, a_signature, a_supporter

pytestmark = pytest.mark.django_db


def exported(petition: Petition | None = None) -> list[dict[str, str]]:
    told: list[int] = []
    text = b"".join(export.csv_of(petition, done=told.append)).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert told == [len(rows)]
    return rows


def agreed(email: str = "", **values: Any) -> Supporter:
    return a_supporter(email, agreed_at=timezone.now(), **values)


class TestCsvOf:
    def test_leaves_out_whoever_did_not_agree_or_gets_no_mail(self):
        petition = a_petition()
        a_signature(petition)
        a_signature(petition, a_supporter(confirmed_at=None), state="pending")
        bounced = a_signature(petition, agreed()).supporter
        Suppression.objects.create(email_key=bounced.email_key, reason="bounced")
        assert exported() == []

    def test_is_of_one_petition_or_of_all(self):
        petition = a_petition()
        a_signature(petition, agreed("one@example.org"))
        a_signature(None, agreed("joined@example.org"))
        assert [row["email"] for row in exported(petition)] == ["one@example.org"]
        both = ["one@example.org", "joined@example.org"]
        assert [row["email"] for row in exported()] == both

    def test_leaves_out_people_who_left_or_whose_signature_does_not_count(self):
        petition = a_petition()
        a_signature(petition, agreed("left@example.org"), state="withdrawn")
        rule = Invalidation.objects.create(petition=petition, postal_code="48226")
        flood = {"state": "invalid", "state_before": "confirmed", "invalidation": rule}
        a_signature(petition, agreed("flood@example.org"), **flood)
        agreed("nothing@example.org")
        assert exported() == exported(petition) == []

    def test_leaves_out_an_address_that_bounced_under_another_rule_of_its_provider(self):
        a_signature(a_petition(), agreed("a.da@dots.example"))
        rule = DomainRule.objects.create(domain="dots.example", ignores_dots=True)
        note_keys_under(rule)
        suppress_bounced("ada@dots.example", now=timezone.now())
        assert exported() == []

    @pytest.mark.parametrize("batch", [1, 2, 3])
    def test_is_the_same_in_whatever_batches(self, monkeypatch, batch):
        for number in range(3):
            a_signature(a_petition(), agreed(f"s{number}@example.org"))
        monkeypatch.setattr(export, "AT_ONCE", batch)
        assert [row["email"] for row in exported()] == [
            f"s{number}@example.org" for number in range(3)
        ]

    def test_disarms_what_a_spreadsheet_would_calculate(self):
        a_signature(a_petition(), agreed(name="=HYPERLINK(1) +1"))
        [row] = exported()
        assert (row["first_name"], row["last_name"]) == ("'=HYPERLINK(1)", "'+1")

    def test_notes_what_left_where_nobody_read_to_the_end(self, monkeypatch):
        monkeypatch.setattr(export, "AT_ONCE", 1)
        for _number in range(3):
            a_signature(a_petition(), agreed())
        told: list[int] = []
        stream = export.csv_of(None, done=told.append)
        next(stream)
        next(stream)
        stream.close()
        assert told == [1]
