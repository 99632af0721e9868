"""Notice of a refusal by email."""

import datetime

import pytest
from django.utils import timezone

from campaign.lib.uploads import read_upload
from candidates import ledger
from candidates.desk import links, notice_emails
from candidates.models import AnswerNotice, Evidence
from candidates.working_days import end_of_working_days
from tests.candidates.ledger.test_notices import (
    NOW,
    campaign_with_address,
    recipients,
    refusal,
)
from tests.factories import OrganizerFactory
from tests.pictures import picture, uploaded

pytestmark = pytest.mark.django_db


class TestNoticeEmails:
    def test_go_to_every_known_address_once_with_public_evidence_alone(self):
        campaign = campaign_with_address(contact_email="Boss@home.example")
        by = OrganizerFactory.create()
        link = links.send(campaign, "boss@home.example", by=by, now=timezone.now())
        answer = refusal(campaign, url="https://example.org/no")
        scan = Evidence(answer=answer, kind="letter")
        ledger.evidence.keep(scan, read_upload(uploaded(picture())))
        scan.save()
        ledger.notices.send(answer, by=by, now=NOW)
        written = notice_emails.compose(recipients(), timezone.now())
        told = {email.to[0]: email for email in written.values()}
        assert told.keys() == {"desk@campaign.example", "boss@home.example"}
        for address, email in told.items():
            assert "https://example.org/no" in email.body
            assert [part[0] for part in email.attachments] == ["evidence-2.webp"]
            assert (links.url_of(link) in email.body) == (address == "boss@home.example")

    def test_start_the_clock_and_stop_for_a_wish(self):
        answer = refusal()
        ledger.notices.send(answer, by=OrganizerFactory.create(), now=NOW)
        later = NOW + datetime.timedelta(days=3)
        notice_emails.note_sent(recipients(), later)
        notice_emails.note_sent(recipients(), later + datetime.timedelta(days=3))
        notice = AnswerNotice.objects.get()
        assert (notice.sent_at, notice.due_at) == (later, end_of_working_days(later, 5))
        assert notice_emails.may_go(recipients()) == set(recipients())
        campaign = answer.candidacy
        campaign.do_not_contact, campaign.do_not_contact_on = "organizers", NOW.date()
        campaign.save()
        assert notice_emails.may_go(recipients()) == set()
        notice_emails.note_bounces(recipients(), later)
        assert AnswerNotice.objects.get().is_lost

    @pytest.mark.parametrize("is_extended", [False, True])
    def test_let_the_clock_run_from_the_first_one_that_arrived(self, is_extended: bool):
        campaign = campaign_with_address(contact_email="boss@home.example")
        answer = refusal(campaign)
        by = OrganizerFactory.create()
        ledger.notices.send(answer, by=by, now=NOW)
        if is_extended:
            ledger.notices.extend(answer, by=by, now=NOW)
        days = 10 if is_extended else 5
        first, second = recipients()
        monday, tuesday = NOW + datetime.timedelta(days=7), NOW + datetime.timedelta(days=8)
        notice_emails.note_sent([first], monday)
        assert AnswerNotice.objects.get().due_at == end_of_working_days(monday, days)
        notice_emails.note_sent([second], tuesday)
        assert AnswerNotice.objects.get().due_at == end_of_working_days(monday, days)
        notice_emails.note_bounces([first], tuesday)
        assert AnswerNotice.objects.get().due_at == end_of_working_days(tuesday, days)
        notice_emails.note_bounces([second], tuesday)
        assert AnswerNotice.objects.lost().exists()
