import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from campaign.lib.admin import large_lists
from pledges.admin.signatures import SignatureAdmin
from pledges.models import Signature, SignUp, Supporter
from tests.factories import OrganizerFactory
from tests.pledges.admin.pages import list_of, page, said_by
from tests.pledges.emails import answered, mailed_link
from tests.pledges.people import a_petition, a_signature, a_supporter

LIST = list_of("signature")
COMMENTS = reverse("admin:pledges_signature_comments")
DECIDE = reverse("admin:pledges_signature_decide")
# session, user, what every page of the admin asks (3), petitions and sources to choose from,
# count, signatures
LIST_QUERIES = 9

pytestmark = pytest.mark.django_db


def listed(client, **query) -> list[int]:
    return [row.pk for row in client.get(LIST, query).context["cl"].result_list]


class TestList:
    def test_begins_with_the_newest_and_names_nobody(self, admin_client):
        petition = a_petition()
        rows = [a_signature(petition, comment="Because.") for _number in range(3)]
        assert listed(admin_client) == [row.pk for row in reversed(rows)]
        shown = admin_client.get(LIST).text
        for words in ("Ines", "Basalt", "@example.org", "Because."):
            assert words not in shown

    @pytest.mark.parametrize("count", [1, 50])
    def test_asks_as_often_for_one_row_as_for_fifty(
        self, admin_client, django_assert_num_queries, count
    ):
        for _number in range(count):
            a_signature(a_petition())
        with django_assert_num_queries(LIST_QUERIES):
            admin_client.get(LIST)

    def test_is_narrowed_by_state_petition_source_and_waiting_comment(self, admin_client):
        petition = a_petition()
        apart = a_signature(petition, state="quarantined", quarantine="trap")
        shared = a_signature(petition, source="share", comment_state="waiting", comment="Why.")
        joined = a_signature(None)
        assert listed(admin_client, state="quarantined") == [apart.pk]
        assert listed(admin_client, petition=petition.pk) == [shared.pk, apart.pk]
        assert listed(admin_client, petition="none") == [joined.pk]
        assert listed(admin_client, petition="5000") == []
        assert listed(admin_client, source="share") == [shared.pk]
        assert listed(admin_client, comment="waiting") == [shared.pk]

    @pytest.mark.parametrize("question", ["supporter__postal_code=48226", "signed_at__year=2026"])
    def test_answers_no_other_question(self, admin_client, question):
        a_signature(a_petition())
        assert admin_client.get(f"{LIST}?{question}").headers["Location"] == f"{LIST}?e=1"

    def test_keeps_its_order_whatever_the_address_asks(self, admin_client):
        rows = [a_signature(a_petition(title=title)) for title in ("B", "A")]
        assert listed(admin_client, o="2") == [row.pk for row in reversed(rows)]

    def test_counts_no_further_than_it_lists(self, admin_client, monkeypatch):
        monkeypatch.setattr(large_lists, "MOST_LISTED", 3)
        for _number in range(5):
            a_signature(a_petition())
        response = admin_client.get(LIST)
        assert "More than 3 signatures. This list stops here" in response.text
        assert response.context["cl"].result_count == 3

    def test_leads_back_from_a_page_that_it_does_not_have(self, admin_client, monkeypatch):
        monkeypatch.setattr(SignatureAdmin, "list_per_page", 1)
        for _number in range(2):
            a_signature(a_petition())
        assert admin_client.get(LIST, {"p": "2"}).status_code == 200
        assert admin_client.get(LIST, {"p": "900000"}).status_code == 302

    def test_is_for_those_who_may_look(self, client):
        client.force_login(OrganizerFactory.create())
        for address in (LIST, COMMENTS):
            assert client.get(address).status_code == 403


class TestPage:
    def test_shows_what_is_known_but_no_name(self, admin_client):
        row = a_signature(
            a_petition(title="Files"), block_hash=bytes(range(32)), source="share", comment="Why."
        )
        shown = admin_client.get(page("change", row)).text
        for words in ("Files", "Michigan", "00010203", "share", "Why.", "confirmed"):
            assert words in shown
        assert "Ines" not in shown
        assert admin_client.get(page("history", row)).status_code == 200


class TestRelease:
    def test_lets_a_signature_wait_and_has_its_mail_sent(self, admin_client):
        row = a_signature(a_petition(), state="quarantined", quarantine="domain")
        assert page("release", row) in admin_client.get(page("change", row)).text
        response = admin_client.post(page("release", row))
        assert response.headers["Location"] == page("change", row)
        row.refresh_from_db()
        assert (row.state, row.quarantine) == ("pending", "")
        sign_up = SignUp.objects.get()
        assert (sign_up.supporter, sign_up.petition) == (row.supporter, row.petition)
        assert not sign_up.is_kept_apart

    def test_keeps_what_was_typed_and_sends_the_confirmation(self, admin_client, mailoutbox):
        supporter = a_supporter(confirmed_at=None, agreed_at=None)
        row = a_signature(
            a_petition(title="Files"),
            supporter,
            state="quarantined",
            quarantine="domain",
            comment="Enough",
            shown_publicly=True,
            asks_for_mail=True,
        )
        kept = ["place", "comment", "shown_publicly", "asks_for_mail"]
        before = Signature.objects.values(*kept).get(pk=row.pk)
        admin_client.post(page("release", row))
        answered()
        assert Signature.objects.values(*kept).get(pk=row.pk) == before
        owner = Supporter.objects.get()
        assert (owner.name, owner.postal_code) == (supporter.name, supporter.postal_code)
        [email] = mailoutbox
        assert email.to == [supporter.email]
        assert "Files" in Client().get(mailed_link("confirm", mailoutbox)).text

    def test_is_done_once(self, admin_client):
        row = a_signature(a_petition(), state="quarantined", quarantine="trap")
        admin_client.post(page("release", row))
        again = admin_client.post(page("release", row))
        assert (again.status_code, "held for review anymore" in again.text) == (422, True)
        assert SignUp.objects.count() == 1


class TestWithdraw:
    def test_takes_a_signature_out_of_the_count(self, admin_client):
        row = a_signature(a_petition(), comment="Why.")
        assert admin_client.get(page("withdraw", row)).status_code == 200
        admin_client.post(page("withdraw", row))
        row.refresh_from_db()
        assert (row.state, row.comment) == ("withdrawn", "")
        assert admin_client.post(page("withdraw", row)).status_code == 422
        assert row.supporter.name not in str(LogEntry.objects.values_list())


class TestComments:
    @pytest.fixture
    def rows(self) -> list[Signature]:
        petition = a_petition(title="Files")
        supporters = [a_supporter(name=name) for name in ("Ada Quartz", "Mica Fern", "Onyx Reed")]
        return [
            a_signature(petition, who, comment=f"I am {who.name}.", comment_state="waiting")
            for who in supporters
        ]

    def test_wait_with_first_name_and_state(self, admin_client, rows):
        a_signature(a_petition(), state="pending", comment_state="waiting", comment="Not yet.")
        shown = " ".join(admin_client.get(COMMENTS).text.split())
        assert "Ada, Michigan, “Files” (signer isn’t shown): I am Ada Quartz." in shown
        assert "Not yet." not in shown

    @pytest.mark.parametrize("decision", ["approved", "rejected"])
    def test_are_decided_in_bulk(self, admin_client, rows, decision):
        chosen = {"signature": [rows[0].pk, rows[1].pk], "decision": decision}
        response = admin_client.post(DECIDE, chosen, follow=True)
        states = list(Signature.objects.order_by("pk").values_list("comment_state", flat=True))
        assert states == [decision, decision, "waiting"]
        assert said_by(response)[0].startswith("2 comments:")
        assert "Ada" not in str(LogEntry.objects.values_list("object_repr", "change_message"))

    def test_that_were_decided_meanwhile_stay_as_they_were(self, admin_client, rows):
        Signature.objects.filter(pk=rows[0].pk).update(comment_state="rejected")
        chosen = {"signature": [row.pk for row in rows], "decision": "approved"}
        response = admin_client.post(DECIDE, chosen, follow=True)
        rows[0].refresh_from_db()
        assert rows[0].comment_state == "rejected"
        assert "already decided or withdrawn" in said_by(response)[1]

    @pytest.mark.parametrize("posted", [{}, {"signature": "x", "decision": "approved"}])
    def test_ask_for_a_tick_and_a_button(self, admin_client, rows, posted):
        response = admin_client.post(DECIDE, posted, follow=True)
        assert said_by(response) == ["Check at least one comment, then choose a button."]

    def test_are_asked_for_at_once(self, admin_client, rows, django_assert_max_num_queries):
        with django_assert_max_num_queries(8):
            admin_client.get(COMMENTS)
