"""The kinds of email as the outbox knows them: composed by the hundred, sent only while true."""

from __future__ import annotations

import datetime
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign.lib import outbox
from campaign.lib.outbox import Recipient, kind_of
from pledges.mail.kinds import emails_to
from pledges.models import Signature, Suppression
from tests.pledges.people import State, a_signature, a_supporter

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 4, 15, tzinfo=datetime.UTC)


class TestComposing:
    def test_takes_few_queries_however_many_there_are(self, petition):
        for kind in ("confirm", "already", "thanks"):
            state = State.PENDING if kind == "confirm" else State.CONFIRMED
            counts = []
            for number in (1, 50):
                rows = [a_signature(petition, state=state) for _number in range(number)]
                recipients = [Recipient(row.pk) for row in rows]
                kind_of(kind).compose(recipients[:1], NOW)
                with CaptureQueriesContext(connection) as queries:
                    assert len(kind_of(kind).compose(recipients, NOW)) == number
                    assert kind_of(kind).may_send(recipients) == set(recipients)
                counts.append(len(queries))
            assert counts[0] == counts[1] <= 4

    def test_leaves_out_people_who_were_erased(self, petition):
        signature = a_signature(petition, state=State.PENDING)
        other = a_signature(petition, state=State.PENDING)
        signature.supporter.delete()
        recipients = [Recipient(signature.pk), Recipient(other.pk)]
        assert set(kind_of("confirm").compose(recipients, NOW)) == {recipients[1]}

    def test_costs_little(self, petition):
        """Compose 200 confirmations in at most 3 ms of CPU each."""
        rows = [a_signature(petition, state=State.PENDING) for _number in range(200)]
        recipients = [Recipient(row.pk) for row in rows]
        kind_of("confirm").compose(recipients[:1], NOW)
        begun = time.process_time()
        for first in range(0, 200, 20):
            kind_of("confirm").compose(recipients[first : first + 20], NOW)
        assert (time.process_time() - begun) / 200 < 0.003


class TestMaySend:
    def test_means_a_signature_in_its_state_whose_address_gets_email(self, petition):
        pending, confirmed = (
            a_signature(petition, state=each) for each in ("pending", "confirmed")
        )
        bounced = a_signature(petition, state=State.PENDING)
        Suppression.objects.create(email_key=bounced.supporter.email_key, reason="bounced")
        recipients = [Recipient(row.pk) for row in (pending, confirmed, bounced)]
        for kind, expected in (("confirm", pending), ("reminder", pending), ("already", confirmed)):
            assert kind_of(kind).may_send(recipients) == {Recipient(expected.pk)}


class TestSent:
    def test_begins_the_time_to_confirm(self, petition):
        for kind, expected in (("reminder", None), ("confirm", NOW)):
            signature = a_signature(petition, state=State.PENDING)
            kind_of(kind).sent([Recipient(signature.pk)], NOW)
            assert Signature.objects.get(pk=signature.pk).emailed_at == expected


class TestEmailsTo:
    def test_are_all_that_are_about_a_supporter_the_newest_first(self, petition):
        supporter = a_supporter()
        own, other = a_signature(petition, supporter), a_signature(petition)
        for kind, number in (
            ("confirm", own.pk),
            ("confirm", other.pk),
            ("update", supporter.pk),
            ("your_information", other.supporter_id),
            ("slowdown", supporter.pk),
        ):
            outbox.queue(kind, [number], now=NOW)
        assert [each.kind for each in emails_to(supporter)] == ["update", "confirm"]
