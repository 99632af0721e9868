"""Answers under review, from one person's word to two people's decision."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test import Client
from django.utils import timezone

from candidates import ledger
from candidates.changelog import Changelog, changes_of_answers
from candidates.ledger import holds
from candidates.ledger.refresh import differences
from candidates.models import Answer, Candidacy, DeskSubmission, Hold
from candidates.statistics import record_figures
from tests.candidates.desk.desks import a_link, post, send_due, submit
from tests.factories import OrganizerFactory, publish_answer, run

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def people():
    return OrganizerFactory.create_batch(2)


def standing(answer):
    row = Candidacy.objects.get(pk=answer.candidacy_id)
    assert not list(differences(Candidacy.objects.all()))
    return row.status, row.status_label, row.review


class TestDispute:
    def test_counts_for_nothing_in_plain_sight_until_two_decide(self, people, client: Client):
        signer = run("Ada Quartz", fec_id="H6MI11001")
        publish_answer(signer, "refused")
        answer = publish_answer(signer, answered_on=datetime.date(2026, 3, 20))
        one, two = people
        hold = holds.dispute(answer, reason="She never signed.", by=one, now=NOW, note="A call.")
        assert standing(answer) == ("pending", "Under review", "dispute")
        figures = record_figures(signer.race.cycle)
        assert (figures.signed, figures.pending, figures.under_review) == (0, 1, 1)
        assert figures.no_answer == 0
        page = client.get(signer.get_absolute_url()).text
        for words in ("Disputed, under review", "She never signed.", "Signed, March 20"):
            assert words in page.replace('<time datetime="2026-03-20">', "").replace("</time>", "")
        assert "A call." not in page
        assert client.get("/tracker.json").json()["rows"][0]["review"] == "dispute"
        assert "Under review" in client.get("/tracker/").text
        assert "Disputed, under review: " in client.get("/tracker/feed/").text
        assert "disputed and under review" in client.get("/corrections/").text
        assert changes_of_answers(NOW - datetime.timedelta(days=1), NOW) == []
        with pytest.raises(ValidationError, match="Two people decide"):
            ledger.answers.retract(answer, reason="Wrong.", by=one, now=NOW)
        holds.propose(hold, outcome="stands", explanation="She did.", by=one, now=NOW)
        with pytest.raises(ValidationError, match="Someone else"):
            holds.confirm(hold, by=one, now=NOW)
        holds.confirm(hold, by=two, now=NOW)
        assert standing(answer) == ("signed", "Signed", "")
        page = client.get(signer.get_absolute_url()).text
        assert "She did." in page
        assert len(Changelog()) == len(Changelog()[:])

    def test_ends_with_a_retraction_where_the_campaign_is_right(self, people):
        answer = publish_answer(run())
        one, two = people
        hold = holds.dispute(answer, reason="Not ours.", by=one, now=NOW)
        with pytest.raises(ValidationError, match="Nobody proposed"):
            holds.confirm(hold, by=two, now=NOW)
        holds.propose(hold, outcome="retracted", explanation="An intern.", by=one, now=NOW)
        holds.confirm(hold, by=two, now=NOW)
        answer.refresh_from_db()
        assert answer.retraction_reason == "An intern."
        assert standing(answer) == ("pending", "No answer", "")
        with pytest.raises(ValidationError, match="already decided"):
            holds.confirm(hold, by=two, now=NOW)

    def test_keeps_a_correction_of_it_waiting(self, people):
        answer = publish_answer(run())
        draft = ledger.answers.correct(answer, by=people[0])
        ledger.answers.verify(draft, by=people[1])
        holds.dispute(answer, reason="Not ours.", by=people[0], now=NOW)
        with pytest.raises(ValidationError, match="corrects is under review"):
            ledger.answers.publish(draft, now=NOW)

    def test_of_an_earlier_answer_leaves_the_status_alone(self, people):
        signer = run()
        earlier = publish_answer(signer, "refused")
        publish_answer(signer, answered_on=datetime.date(2026, 3, 20))
        holds.dispute(earlier, reason="Not ours.", by=people[0], now=NOW)
        assert standing(earlier) == ("signed", "Signed", "")

    def test_is_decided_by_one_person_who_is_the_whole_team(self, people, settings):
        settings.TWO_PERSON_RULE = False
        answer = publish_answer(run())
        hold = holds.dispute(answer, reason="Not ours.", by=people[0], now=NOW)
        holds.propose(hold, outcome="stands", explanation="Yes.", by=people[0], now=NOW)
        assert Hold.objects.get().second_waived
        assert standing(answer) == ("signed", "Signed", "")

    def test_is_for_published_answers_of_open_cycles(self, people):
        answer = publish_answer(run())
        ledger.answers.retract(answer, reason="Wrong.", now=NOW)
        with pytest.raises(ValidationError, match="published"):
            holds.dispute(answer, reason="Not ours.", by=people[0], now=NOW)


class TestDisputeByLink:
    @pytest.fixture
    def link(self):
        link = a_link()
        publish_answer(link.candidacy)
        return link

    def test_names_its_source_and_runs_since_it_came(self, link, people):
        sent = submit(link, "dispute")
        later = submit(link, "dispute", words="Really.")
        now = sent.received_at + datetime.timedelta(hours=5)
        assert set(DeskSubmission.objects.waiting()) == {sent, later}
        hold = holds.dispute(sent.answer, reason="A message.", by=people[0], now=now)
        assert (hold.submission, hold.due_at) == (sent, sent.received_at + Hold.LASTS)
        assert not DeskSubmission.objects.waiting().exists()

    @pytest.mark.parametrize(
        ("outcome", "decision", "words"),
        [
            ("stands", "set_aside", "The answer stands. We called."),
            ("retracted", "accepted", "We retracted the answer. We called."),
        ],
    )
    def test_tells_the_campaign_what_was_decided(self, link, people, outcome, decision, words):
        every = [submit(link, "dispute"), submit(link, "dispute", words="Really.")]
        hold = holds.dispute(every[0].answer, reason="A message.", by=people[0], now=NOW)
        holds.propose(hold, outcome=outcome, explanation="We called.", by=people[0], now=NOW)
        assert set(DeskSubmission.objects.undecided()) == set(every)
        mail.outbox.clear()
        send_due()
        assert not any("We called." in email.body for email in mail.outbox)
        holds.confirm(hold, by=people[1], now=NOW)
        decided = DeskSubmission.objects.values_list("decision", "explanation", "decided_by")
        assert set(decided) == {(decision, words, people[1].pk)}
        send_due()
        assert len([email for email in mail.outbox if words in email.body]) == 2

    def test_waits_again_if_a_hold_of_our_own_runs_out(self, link, people):
        sent = submit(link, "dispute")
        hold = holds.hold(sent.answer, reason="A doubt.", by=people[0], now=NOW)
        assert hold.submission is None
        assert not DeskSubmission.objects.waiting().exists()
        holds.end_overdue(now=hold.due_at)
        assert list(DeskSubmission.objects.waiting()) == [sent]

    def test_is_over_once_the_answer_is_retracted_without_it(self, link, people):
        sent = submit(link, "dispute")
        ledger.answers.retract(sent.answer, by=people[0], reason="Another Ines.", now=NOW)
        sent.refresh_from_db()
        assert sent.is_accepted
        assert sent.explanation == "We retracted the answer. Another Ines."
        with pytest.raises(ValidationError, match="Only a published answer"):
            holds.dispute(sent.answer, reason="A message.", by=people[0], now=NOW)

    def test_goes_on_about_what_the_answer_is_corrected_to(self, link, people):
        sent = submit(link, "dispute")
        old = sent.answer
        draft = ledger.answers.correct(old, by=people[0])
        ledger.answers.verify(draft, by=people[1])
        ledger.answers.publish(draft, now=NOW)
        sent.refresh_from_db()
        assert (sent.answer, sent.decision) == (draft, "")
        with pytest.raises(ValidationError, match="Only a published answer"):
            holds.dispute(old, reason="A message.", by=people[0], now=NOW)
        assert holds.dispute(draft, reason="A message.", by=people[0], now=NOW).submission == sent


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
class TestTogether:
    def test_two_clicks_store_one_dispute_and_two_organizers_mark_it_once(self):
        link = a_link()
        answer = publish_answer(link.candidacy)
        people = OrganizerFactory.create_batch(2)

        def send(_click: int) -> int:
            try:
                return post(link, "dispute", answer=answer.pk).status_code
            finally:
                connection.close()

        def mark(person) -> bool:
            try:
                row = Answer.objects.get(pk=answer.pk)
                holds.dispute(row, reason="A message.", by=person, now=timezone.now())
            except IntegrityError:
                return False
            finally:
                connection.close()
            return True

        with ThreadPoolExecutor(2) as pool:
            assert list(pool.map(send, range(2))) == [303, 303]
            sent = DeskSubmission.objects.get()
            assert sorted(pool.map(mark, people)) == [False, True]
        assert Hold.objects.get().submission == sent


class TestHold:
    def test_takes_an_answer_out_of_view_until_it_runs_out(self, people, client: Client):
        signer = run()
        answer = publish_answer(signer, statement="We sign, all of us.")
        one, two = people
        hold = holds.hold(answer, reason="A doubtful seal.", by=one, now=NOW)
        assert standing(answer) == ("pending", "Under review", "hold")
        page = client.get(signer.get_absolute_url()).text
        assert "A doubtful seal." in page
        assert "We sign, all of us." not in page
        assert "<entry>" not in client.get("/tracker/feed/").text
        assert "A doubtful seal." in client.get("/corrections/").text
        assert holds.end_overdue(now=hold.due_at - datetime.timedelta(seconds=1)) == 0
        with pytest.raises(ValidationError, match="Someone else"):
            holds.extend(hold, by=one, now=NOW)
        holds.extend(hold, by=two, now=hold.due_at)
        with pytest.raises(ValidationError, match="can’t be extended"):
            holds.extend(hold, by=two, now=NOW)
        assert holds.end_overdue(now=NOW + Hold.LASTS) == 0
        assert holds.end_overdue(now=NOW + 2 * Hold.LASTS) == 1
        assert standing(answer) == ("signed", "Signed", "")
        assert "We sign, all of us." in client.get(signer.get_absolute_url()).text

    def test_is_not_placed_again_by_whoever_let_it_run_out(self, people):
        answer = publish_answer(run())
        holds.hold(answer, reason="A doubt.", by=people[0], now=NOW)
        later = NOW + Hold.LASTS
        assert holds.end_overdue(now=later) == 1
        with pytest.raises(ValidationError, match="ran out"):
            holds.hold(answer, reason="A doubt.", by=people[0], now=later)
        holds.hold(answer, reason="A doubt.", by=people[1], now=later)

    @pytest.mark.parametrize("place", [holds.hold, holds.dispute])
    def test_is_placed_three_times_a_day(self, people, place):
        for _time in range(Hold.MOST_A_DAY):
            place(publish_answer(run()), reason="A doubt.", by=people[0], now=NOW)
        answer = publish_answer(run())
        with pytest.raises(ValidationError, match="3 times"):
            place(answer, reason="A doubt.", by=people[0], now=NOW)
        place(answer, reason="A doubt.", by=people[1], now=NOW)


class TestEndOverdue:
    def test_leaves_disputes_to_two_people_however_late(self, people):
        answer = publish_answer(run())
        hold = holds.dispute(answer, reason="Not ours.", by=people[0], now=NOW)
        assert holds.end_overdue(now=NOW + 2 * Hold.LASTS) == 0
        assert list(Hold.objects.overdue(NOW + Hold.LASTS)) == [hold]
