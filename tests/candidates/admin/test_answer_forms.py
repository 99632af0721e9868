"""What organizers say beside an answer: which came later, and which one it corrects."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client

from candidates import ledger
from candidates.models import Answer
from candidates.statistics import record_figures
from tests.candidates.admin.drafts import drafted_by, page, seen, typed
from tests.candidates.admin.pages import add_to, fields_in, page_of
from tests.factories import draft_answer, publish_answer, run

pytestmark = pytest.mark.django_db


def publish(client: Client, answer: Answer, **posted: str) -> str:
    """Press the button of a second person; return what the page then says."""
    response = client.post(page("publish", answer), seen(client, answer) | posted, follow=True)
    return " ".join(str(message) for message in response.context["messages"])


class TestAnswersOfOverlappingDays:
    @pytest.fixture
    def rescinded(self, organizer: User) -> Answer:
        """Return the draft “rescinded, 2026” of a campaign that signed on March 14."""
        answer = drafted_by(
            organizer,
            kind="rescinded",
            answered_on=datetime.date(2026, 1, 1),
            answered_on_precision="year",
        )
        ledger.notices.note_older(answer)
        publish_answer(answer.candidacy)
        return answer

    def test_are_not_published_before_somebody_says_which_came_later(self, second, rescinded):
        review = second.get(page("review", rescinded)).content.decode()
        assert "“signed, March 14, 2026” came right after this answer" in review
        assert "which answer came later" in publish(second, rescinded)
        rescinded.refresh_from_db()
        assert not rescinded.is_published

    def test_stand_in_the_order_that_was_chosen(self, second: Client, rescinded):
        [earlier] = Answer.objects.published()
        publish(second, rescinded, place="last")
        rescinded.candidacy.refresh_from_db()
        assert rescinded.candidacy.current_answer == rescinded
        answers = second.get(rescinded.candidacy.get_absolute_url()).context["answers"]
        assert list(answers) == [rescinded, earlier]

    def test_can_leave_the_published_one_in_force(self, second: Client, rescinded):
        [later] = Answer.objects.published()
        publish(second, rescinded, place=str(later.pk))
        rescinded.candidacy.refresh_from_db()
        assert rescinded.candidacy.current_answer == later
        third = draft_answer(rescinded.candidacy, "refused", answered_on="2026-02-01")
        assert list(ledger.answers.places_of(third)) == [str(rescinded.pk), "last"]

    def test_are_not_placed_among_answers_that_the_page_did_not_show(self, second, rescinded):
        before = seen(second, rescinded)
        publish_answer(rescinded.candidacy, "refused", answered_on="2026-06-01")
        second.post(page("publish", rescinded), before | {"place": "last"})
        rescinded.refresh_from_db()
        assert not rescinded.is_published

    def test_need_no_word_where_the_days_tell(self, second: Client, organizer):
        answer = drafted_by(organizer, answered_on=datetime.date(2026, 5, 1))
        publish_answer(answer.candidacy, "refused")
        assert "Published" in publish(second, answer)


class TestCorrecting:
    def correct(self, client: Client, answer: Answer, **changes: str) -> Answer:
        """Press “Correct this answer”, change something, and return the draft."""
        response = client.post(page("correct", answer))
        draft = Answer.objects.get(supersedes=answer)
        assert response.url == page_of(draft)
        form = fields_in(client.get(response.url)) | changes
        assert client.post(response.url, form).status_code == 302
        draft.refresh_from_db()
        return draft

    def test_takes_the_place_of_the_old_answer_without_a_dip(self, admin_client, second):
        answer = publish_answer(run("Ada Quartz"))
        cycle = answer.candidacy.race.cycle
        draft = self.correct(admin_client, answer, answered_on="2026-04-02", statement="We sign.")
        assert draft.lead_evidence.url == answer.lead_evidence.url
        assert record_figures(cycle).signed == 1
        review = second.get(page("review", draft)).content.decode()
        assert "The day changed from “March 14, 2026” to “April 2, 2026”." in review
        publish(second, draft)
        answer.candidacy.refresh_from_db()
        assert answer.candidacy.current_answer == draft
        assert record_figures(cycle).signed == 1
        for path in ("/corrections/", "/corrections/feed/"):
            told = second.get(path).content.decode()
            assert "The day changed from “March 14, 2026” to “April 2, 2026”." in told
            assert "The statement changed from missing to “We sign.”" in told
        public = second.get(answer.candidacy.get_absolute_url()).content.decode()
        assert "We got this answer wrong and corrected it on" in public
        for path in (answer.candidacy.get_absolute_url(), "/corrections/", "/tracker/feed/"):
            assert "Retracted" not in second.get(path).content.decode()

    def test_leads_to_the_draft_that_somebody_has_begun(self, admin_client: Client, second):
        answer = publish_answer(run())
        draft = self.correct(admin_client, answer)
        response = second.post(page("correct", answer))
        assert response.url == page("review", draft)
        assert Answer.objects.filter(supersedes=answer).count() == 1

    def test_keeps_its_place_among_others_of_that_day(self, admin_client: Client, second):
        candidacy = run()
        wrong = publish_answer(candidacy)
        later = publish_answer(candidacy, "rescinded")
        draft = self.correct(admin_client, wrong, signer_name="Ada Moss")
        form = second.get(page("review", draft)).context["which_came_later"]
        assert form["place"].value() == str(later.pk)

    def test_is_not_published_once_the_answer_was_retracted(self, admin_client, second):
        answer = publish_answer(run())
        draft = self.correct(admin_client, answer)
        second.post(page("retract", answer), {"reason": "It was forged."})
        assert "was retracted" in publish(second, draft)

    def test_leaves_nothing_to_retract_or_correct_in_the_old_answer(self, admin_client, second):
        answer = publish_answer(run())
        publish(second, self.correct(admin_client, answer))
        response = second.post(page("retract", answer), {"reason": "It was forged."})
        assert response.status_code == 422
        second.post(page("correct", answer))
        assert Answer.objects.count() == 2

    def test_can_be_said_on_the_form_that_records(self, admin_client: Client):
        answer, other = publish_answer(run()), publish_answer(run())
        refused = admin_client.post(add_to("answer"), typed(answer, supersedes=other.pk))
        assert set(refused.context["form"].errors) == {"supersedes"}
        admin_client.post(add_to("answer"), typed(answer, supersedes=answer.pk))
        assert Answer.objects.get(published_at=None).supersedes == answer
