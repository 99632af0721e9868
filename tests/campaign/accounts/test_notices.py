"""Emails about organizers' work: who gets which, once, and who turned them off."""

import datetime

import pytest
import time_machine
from django.contrib.auth.models import Group, User
from django.core import mail
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

from campaign.accounts import notices
from campaign.accounts.models import MutedNotice
from campaign.accounts.models.organizers import note_invitation
from campaign.accounts.tasks import tell_organizers
from candidates import ledger
from pledges.models import Export
from tests.campaign.lib.outbox.sending import drain
from tests.factories import AnswerFactory, OrganizerFactory

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 29, 20, 0, tzinfo=datetime.UTC)
STEP = datetime.timedelta(minutes=5)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        notices.tell(now=NOW)
        clock.shift(STEP)
        yield clock


def an_organizer(name: str, *roles: str, **attributes: object) -> User:
    address = {"email": f"{name}@example.org"} | attributes
    user = OrganizerFactory.create(username=name, **address)
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


def told(clock) -> dict[str, str]:
    """Look at what is new, twice as a worker may, and return who got which email."""
    clock.shift(STEP)
    mail.outbox.clear()
    for _twice in range(2):
        tell_organizers(int(timezone.now().timestamp()))
    drain()
    return {email.to[0].partition("@")[0]: email.body for email in mail.outbox}


def fail_a_job() -> None:
    app.tasks["purge"].defer(timestamp=0)
    with connection.cursor() as cursor:
        for status in ("doing", "failed"):
            cursor.execute("UPDATE procrastinate_jobs SET status = %s", [status])
        cursor.execute("UPDATE procrastinate_events SET at = %s", [timezone.now()])


class TestTell:
    def test_tells_who_may_verify_and_then_who_recorded(self, clock):
        robin, sasha = (
            an_organizer("robin", "Recorder", "Verifier"),
            an_organizer("sasha", "Verifier"),
        )
        an_organizer("lee", "Caller")
        an_organizer("ash", "Verifier", email="")
        an_organizer("gone", "Verifier", is_active=False)
        answer = AnswerFactory.create(recorded_by=robin)
        emails = told(clock)
        assert emails.keys() == {"sasha"}
        assert emails["sasha"].startswith("1 answer needs a second person.")
        assert "/admin/candidates/answer/waiting/" in emails["sasha"]
        assert told(clock) == {}
        ledger.answers.send_back(answer, by=sasha, note="Which page?", now=timezone.now())
        emails = told(clock)
        assert emails.keys() == {"robin"}
        assert "Changes requested on 1 answer you recorded." in emails["robin"]

    def test_tells_of_exports_accepted_invitations_and_failed_jobs(self, clock):
        an_organizer("robin", "Administrator")
        sasha, wren = an_organizer("sasha", "Data steward"), an_organizer("wren", "Editor")
        Export.objects.create(exported_by=sasha, reason="A letter.")
        emails = told(clock)
        assert emails.keys() == {"robin"}
        assert "sasha exported supporters’ addresses on Nov. 29, 2026" in emails["robin"]
        assert "Reason: A letter." in emails["robin"]
        note_invitation(an_organizer("lee", "Caller", date_joined=timezone.now()), by=wren)
        emails = told(clock)
        assert emails.keys() == {"wren"}
        assert "“lee” created their account." in emails["wren"]
        fail_a_job()
        emails = told(clock)
        assert emails.keys() == {"robin"}
        assert "1 job failed in the last 24 hours: purge" in emails["robin"]

    def test_leaves_out_who_turned_it_off_or_what_is_moot_by_then(self, clock):
        robin, sasha = an_organizer("robin", "Verifier"), an_organizer("sasha", "Verifier")
        MutedNotice.objects.create(user=robin, kind="answer_waits")
        answer = AnswerFactory.create()
        assert told(clock).keys() == {"sasha"}
        AnswerFactory.create()
        clock.shift(STEP)
        notices.tell(now=timezone.now())
        ledger.answers.send_back(answer, by=sasha, note="Which page?", now=timezone.now())
        type(answer).objects.all().delete()
        mail.outbox.clear()
        drain()
        assert mail.outbox == []
