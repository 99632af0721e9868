from django.urls import reverse
from django.utils.timezone import localdate, now

from candidates.desk import links
from candidates.models import Answer, DeskSubmission
from tests.candidates.admin.pages import list_of, page_of
from tests.candidates.desk.desks import a_link, send_due, submit
from tests.factories import publish_answer
from tests.pictures import pdf, uploaded


def address_of(submission: DeskSubmission, name: str) -> str:
    return reverse(f"admin:candidates_desksubmission_{name}", args=[submission.pk])


class TestRecord:
    def test_makes_a_draft_that_somebody_else_publishes(
        self, admin_client, second, organizer, mailoutbox
    ):
        sent = submit(a_link())
        page = admin_client.get(page_of(sent)).text
        assert address_of(sent, "record") in page
        assert "<br>Wants to: sign the pledge<br>" in page
        assert "desk@basalt.example" not in page
        response = admin_client.post(address_of(sent, "record"))
        answer = Answer.objects.get()
        review = reverse("admin:candidates_answer_review", args=[answer.pk])
        assert response.headers["Location"] == review
        assert answer.recorded_by == organizer
        seen = {"seen": second.get(review).context["seen"]}
        second.post(reverse("admin:candidates_answer_publish", args=[answer.pk]), seen)
        answer.candidacy.refresh_from_db()
        assert answer.candidacy.status == "signed"
        send_due()
        assert any("We published it on" in email.body for email in mailoutbox)

    def test_leads_to_the_same_answer_if_somebody_recorded_it_before(self, admin_client):
        link = a_link()
        sent = submit(link, "decline")
        publish_answer(link.candidacy, "refused", answered_on=localdate(sent.received_at))
        response = admin_client.post(address_of(sent, "record"))
        assert response.status_code == 422
        assert "already recorded this answer" in response.text
        assert not Answer.objects.unpublished().exists()

    def test_warns_if_the_link_was_turned_off(self, admin_client, organizer):
        link = a_link()
        sent = submit(link)
        for is_off in (False, True):
            page = admin_client.get(address_of(sent, "record")).text
            assert ("the wrong person may have sent this" in page) is is_off
            links.revoke(link, by=organizer, now=now())


class TestAccept:
    def test_answers_a_question_by_email(self, admin_client, mailoutbox):
        sent = submit(a_link(), "question")
        assert admin_client.post(address_of(sent, "accept"), {}).status_code == 422
        admin_client.post(address_of(sent, "accept"), {"explanation": "Volunteers do."})
        send_due()
        assert any("Volunteers do." in email.body for email in mailoutbox)

    def test_publishes_no_answer(self, admin_client):
        sent = submit(a_link())
        data = {"explanation": "Fine."}
        assert admin_client.post(address_of(sent, "accept"), data).status_code == 422
        question = submit(a_link(), "question")
        assert admin_client.post(address_of(question, "record")).status_code == 422


class TestSetAside:
    def test_needs_a_reason(self, admin_client):
        sent = submit(a_link())
        assert admin_client.post(address_of(sent, "set_aside"), {}).status_code == 422
        admin_client.post(address_of(sent, "set_aside"), {"explanation": "Not you."})
        assert "Not you." in admin_client.get(page_of(sent)).text
        assert "Ines Basalt" in admin_client.get(list_of("desksubmission")).text


class TestFile:
    def test_is_handed_out_as_a_download(self, admin_client):
        sent = submit(a_link(), scans=uploaded(pdf(), "page.pdf"))
        address = reverse(
            "admin:candidates_desksubmission_file", args=[sent.pk, sent.files.get().pk]
        )
        assert address in admin_client.get(page_of(sent)).text
        response = admin_client.get(address)
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert b"".join(response.streaming_content) == pdf()
        response.close()
