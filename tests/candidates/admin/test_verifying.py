import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from candidates.ledger.refresh import differences
from candidates.models import Act, Answer, Candidacy, EvidenceOpening
from tests.candidates.admin.drafts import drafted_by
from tests.factories import OrganizerFactory
from tests.second_factor import prove

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:candidates_answer_verify_many")


@pytest.fixture
def drafts(organizer) -> list[Answer]:
    return [drafted_by(organizer), drafted_by(organizer)]


def open_all(client: Client, *answers: Answer) -> None:
    for answer in answers:
        for item in answer.evidence.all():
            client.get(reverse("admin:candidates_evidence_open", args=[item.pk]))


def shown(client: Client) -> dict[int, dict[str, object]]:
    return {row["answer"].pk: row for row in client.get(PAGE).context["rows"]}


def posted(client: Client, *answers: Answer, do: str = "verify") -> dict[str, object]:
    seen = {f"seen_{pk}": row["seen"] for pk, row in shown(client).items()}
    return {**seen, "answer": [answer.pk for answer in answers], "do": do}


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


class TestOpenEvidence:
    def test_leads_to_it_and_notes_who_opened_what(self, second: Client, drafts):
        item = drafts[0].lead_evidence
        address = reverse("admin:candidates_evidence_open", args=[item.pk])
        for method in (second.get, second.get, second.head):
            assert method(address).url == item.url
        opening = EvidenceOpening.objects.get()
        assert (opening.evidence, opening.opened_by.username) == (item, "sasha")

    def test_notes_nothing_that_a_browser_fetches_ahead(self, second: Client, drafts):
        address = reverse("admin:candidates_evidence_open", args=[drafts[0].lead_evidence_id])
        second.head(address)
        second.get(address, headers={"Sec-Purpose": "prefetch"})
        assert not EvidenceOpening.objects.exists()

    def test_leads_to_the_file_where_there_is_no_link(self, second: Client, drafts):
        item = drafts[0].lead_evidence
        item.url, item.original, item.sha256 = "", "evidence/a.pdf", "0" * 64
        item.save()
        address = reverse("admin:candidates_evidence_open", args=[item.pk])
        assert second.get(address).url.endswith(f"/{item.pk}/original/")


class TestVerifyMany:
    def test_lets_only_answers_be_checked_whose_evidence_was_opened(self, second: Client, drafts):
        open_all(second, drafts[0])
        rows = shown(second)
        assert [rows[draft.pk]["may_check"] for draft in drafts] == [True, False]
        assert second.get(PAGE).text.count('" disabled>') == 1

    def test_takes_as_many_queries_for_many_drafts(self, second: Client, drafts, organizer):
        counts = []
        for _more in range(2):
            with CaptureQueriesContext(connection) as queries:
                second.get(PAGE)
            counts.append(len(queries))
            drafts += [drafted_by(organizer), drafted_by(organizer)]
        assert counts[0] == counts[1]

    def test_verifies_the_opened_ones_and_names_the_others(self, second: Client, drafts):
        prove(second)
        open_all(second, drafts[0])
        response = second.post(PAGE, posted(second, *drafts))
        refusal, done = said(response)
        assert refusal == f"{drafts[1]}: Open each piece of evidence first."
        assert done == "Verified 1 answer."
        for draft in drafts:
            draft.refresh_from_db()
        assert [draft.verified_by is not None for draft in drafts] == [True, False]

    def test_is_one_act_that_can_be_undone_until_it_is_published(self, second: Client, drafts):
        prove(second)
        open_all(second, *drafts)
        response = second.post(PAGE, posted(second, *drafts))
        act = Act.objects.get()
        assert (act.row_count, response.url) == (
            2,
            reverse("admin:candidates_act_change", args=[act.pk]),
        )
        undo = reverse("admin:candidates_act_undo", args=[act.pk])
        assert "Undo all 2 rows" in second.get(undo).text
        second.post(undo)
        assert not Answer.objects.exclude(verified_by=None).exists()
        second.post(PAGE, posted(second, *drafts))
        second.post(PAGE, posted(second, drafts[0], do="publish"))
        again = second.post(reverse("admin:candidates_act_undo", args=[Act.objects.first().pk]))
        assert again.status_code == 422
        assert "was published since" in again.text

    def test_publishes_with_the_status_that_follows(self, second: Client, drafts):
        prove(second)
        open_all(second, *drafts)
        response = second.post(PAGE, posted(second, *drafts, do="publish"))
        assert said(response) == ["Published 2 answers."]
        assert set(Candidacy.objects.values_list("status", flat=True)) == {"signed"}
        assert not list(differences(Candidacy.objects.all()))
        assert not Act.objects.exists()

    def test_holds_the_rule_of_two_people_row_by_row(self, admin_client: Client, organizer, drafts):
        other = drafted_by(OrganizerFactory.create())
        prove(admin_client)
        open_all(admin_client, *drafts, other)
        refused = said(admin_client.post(PAGE, posted(admin_client, drafts[0], other)))
        assert refused[0].startswith(f"{drafts[0]}: You recorded this answer")
        assert list(Answer.objects.exclude(verified_by=None)) == [other]

    def test_takes_no_draft_that_changed_since(self, second: Client, drafts):
        prove(second)
        open_all(second, *drafts)
        as_seen = posted(second, *drafts)
        Answer.objects.filter(pk=drafts[0].pk).update(kind="refused")
        item = drafts[1].lead_evidence
        item.url = "https://example.org/another"
        item.save()
        for message in said(second.post(PAGE, as_seen)):
            assert "It changed since you opened the page" in message
        assert not shown(second)[drafts[1].pk]["may_check"]
        assert "Open each piece" in said(second.post(PAGE, posted(second, drafts[1])))[-1]
        assert not Answer.objects.exclude(verified_by=None).exists()

    def test_asks_for_a_recent_second_factor(self, second: Client, drafts):
        open_all(second, *drafts)
        session = second.session
        session["second_factor"] = ["totp", 0]
        session.save()
        second.post(PAGE, posted(second, *drafts))
        assert not Answer.objects.exclude(verified_by=None).exists()

    def test_verifies_nothing_without_evidence(self, second: Client, drafts):
        prove(second)
        Answer.objects.filter(pk=drafts[0].pk).update(lead_evidence=None)
        drafts[0].evidence.all().delete()
        assert not shown(second)[drafts[0].pk]["may_check"]
        assert "It has no evidence" in said(second.post(PAGE, posted(second, drafts[0])))[0]
        assert not Answer.objects.exclude(verified_by=None).exists()

    def test_answers_odd_posts(self, second: Client, drafts):
        prove(second)
        for odd in ({}, {"answer": ["x", "٣", "9" * 5000]}, {"answer": "1", "do": "x"}):
            assert second.post(PAGE, odd).status_code == 302
        assert not Answer.objects.exclude(verified_by=None).exists()
