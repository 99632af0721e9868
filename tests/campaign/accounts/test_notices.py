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
from tests.candidates.desk.desks import a_link, submit
from tests.factories import AnswerFactory, OrganizerFactory, publish_answer

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
    organizers = [email for email in mail.outbox if email.to[0].endswith("@example.org")]
    return {email.to[0].partition("@")[0]: email.body for email in organizers}


def fail_a_job() -> None:
    app.tasks["purge"].defer(timestamp=0)
    with connection.cursor() as cursor:
        for status in ("doing", "failed"):
            cursor.execute("UPDATE procrastinate_jobs SET status = %s", [status])
        cursor.execute("UPDATE procrastinate_events SET at = %s", [timezone.now()])


class TestTell:
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

    def test_tells_who_may_take_care_of_what_campaigns_send(self, clock):
        for name, role in (("robin", "Recorder"), ("sasha", "Verifier"), ("lee", "Caller")):
            an_organizer(name, role)
        link = a_link()
        submit(link)
        emails = told(clock)
        assert emails.keys() == {"robin"}
        assert "1 message from a campaign is waiting." in emails["robin"]
        assert "Ines Basalt’s campaign (MI-11) wants to sign the pledge." in emails["robin"]
        submit(link, "fact")
        emails = told(clock)
        assert emails.keys() == {"sasha"}
        assert "wants to correct a fact. Decide by " in emails["sasha"]
        submit(link, "question")
        assert told(clock).keys() == {"robin", "sasha"}
        assert told(clock) == {}

    def test_names_a_dispute_in_the_subject_to_those_who_decide_it(self, clock):
        robin, sasha = an_organizer("robin", "Recorder"), an_organizer("sasha", "Verifier")
        an_organizer("lee", "Verifier")
        MutedNotice.objects.create(user=sasha, kind="answer_disputed")
        MutedNotice.objects.create(user=robin, kind="campaign_message")
        link = a_link()
        publish_answer(link.candidacy)
        submit(link, "question")
        assert told(clock).keys() == {"sasha", "lee"}
        submit(link, "dispute")
        emails = told(clock)
        assert emails.keys() == {"lee"}
        [email] = [each for each in mail.outbox if each.to == ["lee@example.org"]]
        assert email.subject == "Disputed: Ines Basalt’s campaign says an answer wasn’t theirs"
        assert "wants to dispute an answer. Decide by " in email.body
        assert "intern" not in email.body

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
