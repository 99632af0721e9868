import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from pledges.models import Signature, SignUp, Supporter
from tests.factories import OrganizerFactory
from tests.pledges.admin.pages import list_of, page
from tests.pledges.emails import answered, mailed_link
from tests.pledges.people import a_petition, a_signature, a_supporter

LIST = list_of("signature")
COMMENTS = reverse("admin:pledges_signature_comments")


# session, user, what every page of the admin asks (3), petitions to choose from, count, signatures
LIST_QUERIES = 8


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

    def test_is_narrowed_by_status_petition_and_waiting_comment(self, admin_client):
        petition = a_petition()
        apart = a_signature(petition, state="quarantined", quarantine="honeypot")
        shared = a_signature(petition, comment_state="waiting", comment="Why.")
        joined = a_signature(None)
        assert listed(admin_client, state__exact="quarantined") == [apart.pk]
        assert listed(admin_client, petition=petition.pk) == [shared.pk, apart.pk]
        assert listed(admin_client, petition="none") == [joined.pk]
        assert listed(admin_client, petition="5000") == []
        assert listed(admin_client, comment="waiting") == [shared.pk]

    @pytest.mark.parametrize("question", ["supporter__postal_code=48226", "signed_at__year=2026"])
    def test_answers_no_other_question(self, admin_client, question):
        a_signature(a_petition())
        assert admin_client.get(f"{LIST}?{question}").headers["Location"] == f"{LIST}?e=1"

    def test_keeps_its_order_whatever_the_address_asks(self, admin_client):
        rows = [a_signature(a_petition(title=title)) for title in ("B", "A")]
        assert listed(admin_client, o="2") == [row.pk for row in reversed(rows)]

    def test_is_for_those_who_may_look(self, client):
        client.force_login(OrganizerFactory.create())
        for address in (LIST, COMMENTS):
            assert client.get(address).status_code == 403


class TestPage:
    def test_shows_what_is_known_but_no_name(self, admin_client):
        row = a_signature(a_petition(title="Files"), block_hash=bytes(range(32)), comment="Why.")
        shown = admin_client.get(page("change", row)).text
        for words in ("Files", "Michigan", "00010203", "Why.", "confirmed"):
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
        assert not sign_up.is_quarantined

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
        row = a_signature(a_petition(), state="quarantined", quarantine="honeypot")
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
