import datetime
from typing import Any

import pytest
from django.utils import timezone

from campaign.lib.admin.waiting import waiting as waiting_for
from candidates import ledger, waiting
from candidates.desk import notice_emails
from candidates.models import AnswerNotice, Hold, LinkSuggestion, SheetImport
from candidates.parties import AS_FILED
from tests.candidates.desk.desks import a_link, a_submission, submit
from tests.candidates.ledger.test_notices import NOW, OVER, attempt, give, recipients, refusal
from tests.factories import (
    SOURCE,
    AnswerFactory,
    OrganizerFactory,
    PersonFactory,
    StageFactory,
    publish_answer,
    run,
)

pytestmark = pytest.mark.django_db


class TestLines:
    def test_find_what_each_organizer_has_to_do(self):
        now, me = timezone.now(), OrganizerFactory.create()
        assert not any(
            line(me, now).exists()
            for line in (
                waiting.answers_sent_back,
                waiting.error_reports,
                waiting.overdue_reports,
                waiting.messages_from_campaigns,
                waiting.possible_duplicates,
                waiting.names_to_check,
                waiting.parties_to_check,
            )
        )
        mine = AnswerFactory.create(recorded_by=me)
        other = AnswerFactory.create()
        for answer in (mine, other):
            ledger.answers.send_back(answer, by=OrganizerFactory.create(), note="?", now=now)
        campaign = run(party_name=f"{AS_FILED}ZZZ")
        report = campaign.corrections.create(field="name", claimed_value="Ada")
        people = PersonFactory.create_batch(2, name_needs_check=True)
        pair = LinkSuggestion.objects.create(first=people[0], second=people[1], reason="same name")
        assert list(waiting.answers_sent_back(me, now)) == [mine]
        assert list(waiting.unread_reports(me, now)) == [report]
        assert not waiting.error_reports(me, now).exists()
        ledger.corrections.acknowledge(report, by=me, now=now)
        assert list(waiting.error_reports(me, now)) == [report]
        assert not waiting.unread_reports(me, now).exists()
        late = now + datetime.timedelta(days=8)
        assert list(waiting.overdue_reports(me, late)) == [report]
        assert list(waiting.error_reports(me, late)) == []
        question = a_submission(a_link())
        assert list(waiting.messages_from_campaigns(me, now)) == [question]
        assert list(waiting.possible_duplicates(me, now)) == [pair]
        assert set(waiting.names_to_check(me, now)) == set(people)
        assert list(waiting.parties_to_check(me, now)) == [campaign]

    def test_tell_reviews_that_are_late_from_the_others(self):
        now, me = timezone.now(), OrganizerFactory.create()
        hold = ledger.holds.dispute(publish_answer(run()), reason="No.", by=me, now=now)
        late = now + Hold.LASTS
        lines = (waiting.reviews_to_decide, waiting.overdue_reviews)
        assert [list(line(me, now)) for line in lines] == [[hold], []]
        assert [list(line(me, late)) for line in lines] == [[], [hold]]

    def test_tell_refusals_to_publish_from_notices_that_reached_nobody(self):
        answer = refusal()
        notice = give(answer)
        me, early = OrganizerFactory.create(), OVER - datetime.timedelta(seconds=1)
        lines = (waiting.refusals_to_publish, waiting.lost_notices)
        assert [list(line(me, early)) for line in lines] == [[], []]
        assert [list(line(me, OVER)) for line in lines] == [[answer], []]
        reply = a_submission(a_link(answer.candidacy), action="reply", answer=answer)
        assert not waiting.refusals_to_publish(me, OVER).exists()
        ledger.desk.accept(reply, by=me, now=OVER)
        AnswerNotice.objects.update(urgent_by=me)
        assert waiting.refusals_to_publish(me, early).get() == answer
        ledger.answers.unverify(answer)
        assert not waiting.refusals_to_publish(me, OVER).exists()
        notice_emails.note_bounces(recipients(notice=notice), NOW)
        assert [list(line(me, OVER)) for line in lines] == [[], [answer]]
        attempt(answer)
        attempt(answer, channel="social")
        ledger.notices.send(answer, by=me, now=OVER)
        assert not waiting.lost_notices(me, OVER).exists()

    def test_put_disputes_first_with_the_hours_that_are_left(self):
        me = OrganizerFactory.create(is_superuser=True)
        link, organizer = a_link(), OrganizerFactory.create()
        answer = publish_answer(link.candidacy)
        sent = submit(link, "dispute")
        submit(link, "question")
        now = sent.received_at + datetime.timedelta(hours=2, minutes=1)

        def said(at: datetime.datetime) -> list[str]:
            return [str(step.sentence) for step in waiting_for(me, at)]

        assert said(now)[0] == "1 dispute from a campaign to mark: 69 hours left."
        assert "1 message from a campaign to read." in said(now)
        assert said(now + Hold.LASTS)[0] == "1 dispute from a campaign to mark: overdue."
        ledger.holds.dispute(answer, reason="A message.", by=organizer, now=now)
        ledger.holds.hold(publish_answer(run()), reason="A doubt.", by=organizer, now=now)
        assert said(now)[0] == "2 answers are under review: 69 hours left for the first."
        late = now + Hold.LASTS - datetime.timedelta(hours=1)
        assert said(late)[0] == "1 answer under review is overdue: the 72 hours are over."
        assert said(late)[1] == "1 answer is under review: 1 hour left."

    def test_count_the_campaigns_that_a_caller_has_to_call(self):
        summer = datetime.datetime(2026, 6, 15, 16, tzinfo=datetime.UTC)
        me = OrganizerFactory.create()
        phone = {"published_phone": "202-555-0100", "published_contact_source": SOURCE}
        mine = run(assigned_to=me, **phone)
        run(**phone)
        assert list(waiting.campaigns_to_call(me, summer)) == [mine]

    def test_count_sheets_that_would_change_something(self):
        robin = OrganizerFactory.create(is_superuser=True)

        def sheet(**columns: Any) -> SheetImport:
            about = {"state": "ready", "kind": "campaigns", "folder": "x", "uploaded_by": robin}
            return SheetImport.objects.create(**about | columns)

        ready = sheet(counts={"change": 2, "conflict": 0})
        undecided = sheet(counts={"change": 0, "conflict": 1})
        sheet(counts={"change": 0, "conflict": 0, "refused": 3})
        sheet(counts={"change": 2}, folder="")
        sheet(counts={"change": 2}, state="matching")
        now = timezone.now()
        assert set(waiting.sheets_to_apply(robin, now)) == {ready, undecided}
        assert "2 sheets are ready to apply." in [
            str(step.sentence) for step in waiting_for(robin, now)
        ]
        recorder = OrganizerFactory.create()
        assert not waiting.sheets_to_apply(recorder, now).exists()

    def test_say_the_next_morning_which_elections_are_missing_results(self):
        me, stage = OrganizerFactory.create(), StageFactory.create()
        run(race=stage.race)
        late = datetime.datetime(2026, 8, 5, 3, 30, tzinfo=datetime.UTC)  # still August 4 here
        assert not waiting.elections_missing_results(me, late).exists()
        morning = late + datetime.timedelta(hours=1)
        assert list(waiting.elections_missing_results(me, morning)) == [stage]
