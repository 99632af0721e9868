"""Email from organizers to campaigns, through the real outbox."""

import datetime

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.utils import timezone

from campaign.content.models import Profile
from campaign.lib.outbox.models import Message
from campaign.lib.outbox.reports import Report, note_report
from candidates import campaign_emails
from candidates.campaign_emails import plan, queue
from candidates.coverage import times_asked
from candidates.models import Candidacy, Outreach
from candidates.whom_to_email import PAUSE, Line
from tests.campaign.lib.outbox.sending import drain
from tests.factories import (
    SOURCE,
    OrganizerFactory,
    OutreachFactory,
    PledgeTextFactory,
    publish_answer,
    run,
)

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 6, 15, 16, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 6, 15)


@pytest.fixture(autouse=True)
def at_noon(settings):
    settings.SITE_URL = "https://record.example"
    with time_machine.travel(NOON, tick=False):
        PledgeTextFactory.create()
        Profile.objects.create(name="Ours & Co", ask="We ask.", contact_email="desk@ours.example")
        yield


@pytest.fixture
def recorder() -> User:
    return OrganizerFactory.create(is_superuser=True)


def reachable(name: str, email: str = "", **attributes: object) -> Candidacy:
    address = email or f"{name.split()[0].lower()}@planted.example"
    return run(name, published_email=address, published_contact_source=SOURCE, **attributes)


def send(*rows: Candidacy, by: User, **words: str) -> list[Line]:
    texts = {
        "subject": campaign_emails.standard_subject(),
        "text": campaign_emails.standard_text(),
        **words,
    }
    return queue([row.pk for row in rows], by=by, now=timezone.now(), **texts)


class TestPlan:
    def test_says_of_everyone_who_gets_none_why(self, recorder):
        new = reachable("Ada Moss")
        private = run("Bea Fern", contact_email="bea@private.example")
        stopped = reachable("Cleo Reed", do_not_contact="organizers", do_not_contact_on=TODAY)
        bounced = reachable("Dana Ash", bad_contacts=["published_email"])
        signed = reachable("Eve Oak")
        publish_answer(signed)
        rows = Candidacy.objects.select_related(*campaign_emails.ROWS).order_by("pk")
        lines = {line.candidacy: line for line in plan(rows, by=recorder, now=NOON)}
        assert lines[new].address == "ada@planted.example"
        assert lines[private].address == "bea@private.example"
        assert lines[stopped].reason == "They asked us to stop."
        assert lines[bounced].reason == "We don’t have a working address."
        assert lines[signed].reason == "There’s nothing to ask them now."
        caller = OrganizerFactory.create()
        reasons = {line.candidacy: line.reason for line in plan(rows, by=caller, now=NOON)}
        assert reasons[private] == "We don’t have a working address."

    def test_leaves_winners_to_their_offices(self, recorder):
        winner = reachable("Ada Moss", outcome="elected")
        [line] = plan([winner], by=recorder, now=NOON)
        assert line.reason.startswith("They were elected.")

    def test_takes_as_many_queries_for_many_campaigns(self, recorder, django_assert_num_queries):
        for name in ("Ada Moss", "Bea Fern", "Cleo Reed"):
            reachable(name)
        rows = list(Candidacy.objects.select_related(*campaign_emails.ROWS))
        for some in (rows[:1], rows):
            with django_assert_num_queries(4):
                plan(some, by=recorder, now=NOON)


class TestQueue:
    def test_sends_the_pledge_and_the_address_of_the_campaigns_page(self, recorder):
        ada = reachable("Ada Moss")
        send(ada, by=recorder)
        entry = Outreach.objects.get()
        assert (entry.outcome, times_asked([ada.pk])[ada.pk].times) == ("queued", 0)
        drain()
        [message] = mail.outbox
        assert message.to == ["ada@planted.example"]
        assert message.reply_to == ["desk@ours.example"]
        assert message.subject == "Ada Moss: will you sign the pledge?"
        assert "I will vote to abolish the agency." in message.body
        assert f"https://record.example{ada.get_absolute_url()}" in message.body
        assert "We don’t have your answer yet." in message.body
        assert "Ours & Co" in message.body
        assert "{" not in message.body
        assert "\n\n\n" not in message.body
        entry.refresh_from_db()
        assert (entry.outcome, entry.by, entry.done_on) == ("sent", recorder, TODAY)
        assert times_asked([ada.pk])[ada.pk].times == 1

    def test_never_emails_a_campaign_twice_in_two_weeks(self, recorder):
        ada = reachable("Ada Moss")
        send(ada, ada, by=recorder)
        [line] = send(ada, by=recorder)
        assert line.reason == "We emailed them on June 15, 2026."
        drain()
        assert len(mail.outbox) == 1
        with time_machine.travel(NOON + PAUSE, tick=False):
            assert send(ada, by=recorder)[0].reason
        with time_machine.travel(NOON + datetime.timedelta(days=15), tick=False):
            assert not send(ada, by=recorder)[0].reason

    def test_stops_what_is_queued_once_they_ask_us_to_or_sign(self, recorder):
        ada, bea = reachable("Ada Moss"), reachable("Bea Fern")
        send(ada, bea, by=recorder)
        Candidacy.objects.filter(pk=ada.pk).update(
            do_not_contact="organizers", do_not_contact_on=TODAY
        )
        publish_answer(bea)
        drain()
        assert mail.outbox == []
        assert set(Outreach.objects.values_list("outcome", flat=True)) == {"stopped"}

    def test_puts_no_line_break_into_a_header(self, recorder):
        send(reachable("Ada Moss"), by=recorder, subject="{name}\r\nBcc: all@planted.example")
        drain()
        [message] = mail.outbox
        assert message.subject == "Ada Moss Bcc: all@planted.example"
        assert message.recipients() == ["ada@planted.example"]
        assert message.message()["Bcc"] is None


class TestReports:
    @pytest.fixture
    def ada(self, recorder) -> Candidacy:
        ada = reachable("Ada Moss")
        send(ada, by=recorder)
        drain()
        return ada

    def test_mark_an_address_that_bounced(self, ada, recorder):
        note_report(Report(Message.objects.get().pk, "", "5.1.1"), now=timezone.now())
        ada.refresh_from_db()
        assert ada.bad_contacts == ["published_email"]
        assert Outreach.objects.get().outcome == "bad_contact"
        assert times_asked([ada.pk])[ada.pk].times == 0
        [line] = plan([ada], by=recorder, now=NOON)
        assert line.reason == "We don’t have a working address."

    def test_take_a_complaint_for_a_wish(self, ada):
        note_report(Report(Message.objects.get().pk, ""), now=timezone.now())
        ada.refresh_from_db()
        assert ada.do_not_contact == "organizers"
        assert ada.do_not_contact_asked_by == "They reported our email as spam."


class TestOtherOutreach:
    def test_counts_no_letter_as_an_email_from_the_desk(self, recorder):
        ada = reachable("Ada Moss")
        OutreachFactory.create(candidacy=ada, done_on=TODAY, outcome="sent")
        assert not send(ada, by=recorder)[0].reason
