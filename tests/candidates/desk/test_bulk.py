from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from candidates.desk import bulk
from candidates.models import Candidacy
from tests.candidates.desk.desks import a_link
from tests.factories import run

pytestmark = pytest.mark.django_db


class TestPlan:
    def test_leaves_out_whom_we_may_not_or_cannot_write(self, django_assert_num_queries):
        now = datetime.datetime(2026, 6, 2, 2, 30, tzinfo=datetime.UTC)  # still June 1 here
        wanted = run(contact_email="a@basalt.example")
        linked = a_link(run(contact_email="e@b.ex"), "e@b.ex", now=now).candidacy
        left_out = {
            run(): "no email address",
            run(contact_email="b@b.ex", bad_contacts=["contact_email"]): "no email address",
            run(
                contact_email="c@b.ex",
                do_not_contact="organizers",
                do_not_contact_on=timezone.localdate(now),
            ): "asked us not to",
            run(contact_email="d@b.ex", duplicate_of=wanted, is_current=False): "not running",
            linked: "got the link on June 1,",
        }
        with django_assert_num_queries(2):
            planned = bulk.plan(Candidacy.objects.all(), now=now)
        assert bulk.to_send(planned) == [(wanted, "a@basalt.example")]
        reasons = {each.candidacy: each.reason for each in planned}
        for campaign, reason in left_out.items():
            assert reasons[campaign].startswith(reason)
