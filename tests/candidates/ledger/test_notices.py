"""Before a refusal is published, its campaign gets notice and time to reply."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from campaign.lib.outbox.kinds import Recipient
from campaign.lib.outbox.models import Message
from candidates import ledger
from candidates.desk import notice_emails
from candidates.models import (
    Answer,
    AnswerNotice,
    Candidacy,
    DeskSubmission,
    Evidence,
    NoticeEmail,
)
from candidates.working_days import end_of_working_days
from tests.candidates.desk.desks import a_link, a_submission
from tests.factories import (
    AnswerFactory,
    EvidenceFactory,
    OrganizerFactory,
    OutreachFactory,
    publish_answer,
    run,
)

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 3, 2, 12, tzinfo=timezone.get_default_timezone())
OVER = end_of_working_days(NOW, 5)


def campaign_with_address(**values: object) -> Candidacy:
    source = "https://campaign.example/contact"
    return run(published_email="desk@campaign.example", published_contact_source=source, **values)


def refusal(campaign: Candidacy | None = None, **evidence: object) -> Answer:
    campaign = campaign or campaign_with_address()
    answer = AnswerFactory.create(
        candidacy=campaign, kind="refused", answered_on="2026-03-01", recorded_at=NOW
    )
    answer.lead_evidence = EvidenceFactory.create(answer=answer, **evidence)
    answer.save()
    ledger.answers.verify(answer, by=OrganizerFactory.create())
    return answer


def refusal_by_link(
    action: DeskSubmission.Action = DeskSubmission.Action.DECLINE,
) -> Answer:
    """Return a refusal whose evidence is what the campaign sent by its link to do `action`."""
    link = a_link(campaign_with_address(), now=NOW)
    sent = a_submission(link, action=action, received_at=NOW)
    return refusal(
        link.candidacy,
        kind=Evidence.Kind.DESK,
        url="",
        original="evidence/sent.txt",
        sha256=sent.sha256,
    )


def codes(answer: Answer, now: datetime.datetime) -> set[str]:
    reasons = ledger.notices.reasons_against_publishing(answer, now=now)
    return {str(reason.code) for reason in reasons}


def attempt(answer: Answer, **values: object) -> None:
    values = {"channel": "phone", "outcome": "voicemail", "done_on": NOW.date(), **values}
    OutreachFactory.create(candidacy=answer.candidacy, **values)


def recipients(**emails: object) -> list[Recipient]:
    rows = NoticeEmail.objects.filter(**emails).order_by("pk")
    return [Recipient(pk) for pk in rows.values_list("pk", flat=True)]


def give(answer: Answer, *, now: datetime.datetime = NOW) -> AnswerNotice:
    """Send the notice of a refusal, and let its emails leave at once."""
    notice = ledger.notices.send(answer, by=OrganizerFactory.create(), now=now)
    notice_emails.note_sent(recipients(notice=notice), now)
    notice.refresh_from_db()
    return notice


def give_up() -> None:
    """Let the outbox give up on the emails that it still has to send."""
    Message.objects.waiting().update(outcome="failed", finished_at=NOW)


class TestNotice:
    @pytest.mark.parametrize("kind", ["refused", "rescinded"])
    def test_comes_five_working_days_before_a_refusal(self, kind: str):
        answer = refusal()
        Answer.objects.filter(pk=answer.pk).update(kind=kind)
        ledger.answers.verify(answer, by=OrganizerFactory.create())
        with pytest.raises(ValidationError, match="Send the campaign notice first"):
            ledger.answers.publish(answer, now=OVER)
        notice = give(answer)
        assert (notice.way, notice.due_at) == ("email", OVER)
        early = OVER - datetime.timedelta(seconds=1)
        with pytest.raises(ValidationError, match="The campaign has until"):
            ledger.answers.publish(answer, now=early)
        ledger.answers.publish(answer, now=OVER)
        assert answer.is_published
        with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
            AnswerNotice.objects.update(reply="Later.", replied_at=NOW)

    def test_is_demanded_by_the_database_too(self):
        answer = refusal()
        rows = Answer.objects.filter(pk=answer.pk)
        with pytest.raises(IntegrityError, match="after_its_notice"), transaction.atomic():
            rows.update(published_at=OVER, position=1)

    def test_is_not_needed_where_the_campaign_refused_itself(self):
        answer = refusal_by_link()
        assert codes(answer, NOW) == set()
        with pytest.raises(ValidationError, match="no notice"):
            ledger.notices.send(answer, by=OrganizerFactory.create(), now=NOW)
        ledger.answers.publish(answer, now=NOW)
        older = publish_answer(run(), "refused", answered_on="2026-01-05")
        draft = ledger.answers.correct(older, by=OrganizerFactory.create())
        assert codes(draft, NOW) == set()

    def test_is_needed_where_the_campaign_sent_something_else(self):
        answer = refusal_by_link(action=DeskSubmission.Action.SIGN)
        assert codes(answer, NOW) == {"no_notice"}
        with pytest.raises(IntegrityError, match="after_its_notice"), transaction.atomic():
            Answer.objects.filter(pk=answer.pk).update(published_at=NOW, position=1)

    def test_is_needed_where_an_organizer_only_says_that_it_came_by_link(self):
        with pytest.raises(IntegrityError, match="what_a_campaign_sent"):
            refusal(kind=Evidence.Kind.DESK)

    def test_starts_again_once_the_answer_or_its_evidence_changed(self):
        answer = refusal()
        by = OrganizerFactory.create()
        for number in range(2):
            ledger.notices.send(answer, by=by, now=NOW)
            with pytest.raises(ValidationError, match="no notice now"):
                ledger.notices.send(answer, by=by, now=NOW)
            if number:
                EvidenceFactory.create(answer=answer)
            else:
                answer.statement = "No, thank you."
                answer.save()
            assert codes(answer, OVER) == {"no_notice"}

    def test_is_replaced_by_two_attempts_without_an_address(self):
        answer = refusal(run())
        by = OrganizerFactory.create()
        attempt(answer, outcome="no_answer")
        attempt(answer, done_on=NOW.date() - datetime.timedelta(days=9))
        attempt(answer)
        attempt(answer)
        with pytest.raises(ValidationError, match="two other ways"):
            ledger.notices.send(answer, by=by, now=NOW)
        attempt(answer, channel="social")
        notice = ledger.notices.send(answer, by=by, now=NOW)
        assert (notice.way, notice.emails.count()) == ("attempts", 0)
        assert notice.attempts == "phone, March 2, 2026; social media, March 2, 2026"

    def test_never_goes_to_a_campaign_that_asked_us_to_stop(self):
        campaign = campaign_with_address(
            do_not_contact="organizers",
            do_not_contact_on="2026-01-01",
        )
        notice = ledger.notices.send(refusal(campaign), by=OrganizerFactory.create(), now=NOW)
        assert (notice.way, NoticeEmail.objects.count()) == ("wish", 0)

    @pytest.mark.parametrize("lost", ["bounced", "not sent"])
    def test_is_given_by_two_attempts_when_no_email_arrived(self, lost: str):
        answer = refusal()
        by = OrganizerFactory.create()
        ledger.notices.send(answer, by=by, now=NOW)
        assert codes(answer, OVER) == {"leaving"}
        with pytest.raises(ValidationError, match="no notice now"):
            ledger.notices.send(answer, by=by, now=OVER)
        if lost == "bounced":
            notice_emails.note_sent(recipients(), NOW)
            assert codes(answer, OVER) == set()
            notice_emails.note_bounces(recipients(), NOW)
        else:
            give_up()
        assert codes(answer, OVER) == {"lost"}
        rows = Answer.objects.filter(pk=answer.pk)
        with pytest.raises(IntegrityError, match="after_its_notice"), transaction.atomic():
            rows.update(published_at=OVER, position=1)
        attempt(answer)
        with pytest.raises(ValidationError, match="two other ways"):
            ledger.notices.send(answer, by=by, now=OVER)
        attempt(answer, channel="social")
        notice = ledger.notices.send(answer, by=by, now=OVER)
        assert (notice.way, notice.emails.count()) == ("attempts", 0)
        assert codes(answer, OVER) == {"notice_runs"}
        assert codes(answer, end_of_working_days(OVER, 5)) == set()

    def test_is_replied_to_in_public_only_with_the_answer(self):
        answer = refusal()
        give(answer)
        link = a_link(answer.candidacy)
        first, second = (
            a_submission(link, action="reply", words=words, answer=answer)
            for words in ("Not so.", "Not at all.")
        )
        assert codes(answer, OVER) == {"reply"}
        for reply in (first, second):
            ledger.desk.accept(reply, by=OrganizerFactory.create(), now=NOW)
        public = DeskSubmission.objects.published_replies()
        assert not public.exists()
        ledger.answers.publish(answer, now=OVER)
        assert {reply.words for reply in public} == {"Not so.", "Not at all."}

    def test_is_replied_to_in_vain_once_the_answer_is_dropped(self):
        answer = refusal()
        reply = a_submission(a_link(answer.candidacy), action="reply", answer=answer)
        ledger.desk.accept(reply, by=OrganizerFactory.create(), now=NOW)
        ledger.answers.discard(answer)
        reply.refresh_from_db()
        assert (reply.decision, reply.answer) == ("set_aside", None)
        assert not DeskSubmission.objects.published_replies().exists()

    def test_is_extended_once(self):
        answer, by = refusal(), OrganizerFactory.create()
        ledger.notices.send(answer, by=by, now=NOW)
        notice = ledger.notices.extend(answer, by=by, now=NOW)
        assert notice.due_at == end_of_working_days(NOW, 10)
        with pytest.raises(ValidationError, match="once already"):
            ledger.notices.extend(answer, by=by, now=NOW)


class TestUrgentRefusal:
    def test_takes_two_verifiers_in_the_last_week(self):
        answer = refusal()
        election = answer.candidacy.decided_on
        late = timezone.make_aware(datetime.datetime.combine(election, datetime.time(12)))
        soon = late - datetime.timedelta(days=3)
        too_soon = late - datetime.timedelta(days=8)
        first, second = answer.verified_by, OrganizerFactory.create()
        assert first
        give(answer, now=too_soon)
        ledger.notices.extend(answer, by=second, now=too_soon)
        for by, now, why in (
            (second, too_soon, "last week"),
            (first, soon, "third person"),
            (answer.recorded_by, soon, "third person"),
        ):
            with pytest.raises(ValidationError, match=why):
                ledger.notices.hurry(answer, by=by, now=now)
        ledger.notices.hurry(answer, by=second, now=soon)
        ledger.answers.verify(answer, by=second)
        assert codes(answer, soon) == {"notice_runs"}
        ledger.answers.verify(answer, by=first)
        ledger.answers.publish(answer, now=soon)
        assert answer.is_published
