from __future__ import annotations

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from candidates.models import DeskLink
from tests.candidates.desk.desks import a_link
from tests.factories import run

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


class TestDeskLink:
    def test_lasts_until_30_days_after_the_election_or_after_it_was_sent(self):
        election = run().race.election_on
        midnight = timezone.make_aware(datetime.datetime.combine(election, datetime.time()))
        early, late = a_link(now=midnight - 60 * DAY), a_link(now=midnight + 10 * DAY)
        assert timezone.localdate(early.expires_at) == election + 31 * DAY
        assert late.expires_at == late.sent_at + 30 * DAY
        for link in (early, late):
            for moment in (link.expires_at - DAY / 24, link.expires_at + DAY / 24):
                is_live = DeskLink.objects.live(moment).filter(pk=link.pk).exists()
                assert is_live == link.is_live(moment) == (moment < link.expires_at)

    def test_lasts_longer_if_there_is_a_runoff(self):
        link = a_link(now=timezone.now() - 400 * DAY)
        before = link.expires_at
        link.candidacy.runoff_on = link.candidacy.race.election_on + 28 * DAY
        assert link.expires_at - before >= 27 * DAY

    def test_is_one_per_address(self):
        link = a_link()
        link.pk, link.token_hash, link.email = None, b"x" * 32, "DESK@basalt.example"
        with pytest.raises(IntegrityError), transaction.atomic():
            link.save(force_insert=True)

    def test_says_nothing_about_its_address(self):
        link = a_link()
        assert str(link) == f"Link {link.pk}"
