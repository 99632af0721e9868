import datetime

import pytest
from django.utils import timezone

from candidates import campaign_emails, whom_to_email
from candidates.desk import links
from candidates.models import Candidacy, DeskLink, Outreach
from candidates.whom_to_email import PAUSE, plan
from tests.candidates.desk.desks import a_link
from tests.factories import SOURCE, OrganizerFactory, PledgeTextFactory, run

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 6, 2, 2, 30, tzinfo=datetime.UTC)  # still June 1 here


@pytest.fixture
def robin():
    return OrganizerFactory.create(is_superuser=True)


def reasons(by, *, now=NOW) -> dict[Candidacy, str]:
    rows = Candidacy.objects.select_related(*whom_to_email.ROWS)
    return {line.candidacy: line.reason or line.address for line in plan(rows, by=by, now=now)}


class TestPlan:
    def test_leaves_out_whom_we_may_not_or_cannot_write(self, robin, django_assert_num_queries):
        wanted = run(
            published_email="a@basalt.example",
            published_contact_source=SOURCE,
            contact_email="b@basalt.example",
        )
        stopped = {"do_not_contact": "organizers", "do_not_contact_on": timezone.localdate(NOW)}
        withdrawn = {"ballot_status": "withdrawn", "ballot_status_on": "2026-05-01"}
        expected = {
            wanted: "a@basalt.example",
            run(): "We don’t have a working address.",
            run(contact_email="b@b.ex", bad_contacts=["contact_email"]): (
                "We don’t have a working address."
            ),
            run(contact_email="c@b.ex", **stopped): "They asked us to stop.",
            run(contact_email="d@b.ex", ballot_status_source=SOURCE, **withdrawn): (
                "They aren’t running anymore."
            ),
            run(contact_email="e@b.ex", duplicate_of=wanted, is_current=False): (
                "It’s a duplicate of another candidacy."
            ),
        }
        with django_assert_num_queries(3):  # and the rows
            assert reasons(robin) == expected

    def test_keeps_private_addresses_from_those_who_may_not_see_them(self, robin):
        private = run(contact_email="a@basalt.example")
        assert reasons(robin)[private] == "a@basalt.example"
        assert reasons(OrganizerFactory.create())[private] == "We don’t have a working address."

    def test_counts_a_link_and_any_other_email_toward_one_pause(self, robin):
        PledgeTextFactory.create()
        linked, written = run(contact_email="a@b.ex"), run(contact_email="c@b.ex")
        links.send_to_all([linked.pk], by=robin, now=NOW)
        campaign_emails.queue([written.pk], subject="S", text="T", by=robin, now=NOW)
        later = NOW + datetime.timedelta(days=1)
        for send in (
            lambda ids: links.send_to_all(ids, by=robin, now=later),
            lambda ids: campaign_emails.queue(ids, subject="S", text="T", by=robin, now=later),
        ):
            lines = send([linked.pk, written.pk])
            assert {line.reason for line in lines} == {"We emailed them on June 1, 2026."}
        assert DeskLink.objects.count() == Outreach.objects.count() == 1
        assert reasons(robin, now=NOW + PAUSE)[linked].startswith("We emailed")
        assert reasons(robin, now=NOW + PAUSE + datetime.timedelta(days=1)) == {
            linked: "a@b.ex",
            written: "c@b.ex",
        }

    def test_tries_another_address_if_a_link_bounced(self, robin):
        both = run(
            published_email="A@b.ex", published_contact_source=SOURCE, contact_email="c@b.ex"
        )
        link = a_link(both, "a@b.ex", now=NOW)
        assert reasons(robin)[both].startswith("We emailed")
        links.note_bounces([link.pk], NOW)
        assert reasons(robin)[both] == "c@b.ex"

    def test_knows_of_a_link_that_went_to_a_duplicate(self, robin):
        kept = run(contact_email="a@b.ex")
        double = run(contact_email="d@b.ex", duplicate_of=kept, is_current=False)
        a_link(double, "d@b.ex", now=NOW)
        DeskLink.objects.update(candidacy=double)
        assert reasons(robin)[kept].startswith("We emailed")
