import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from pledges.models import Signature
from tests.pledges.admin.pages import said_by
from tests.pledges.people import a_petition, a_signature, a_supporter

COMMENTS = reverse("admin:pledges_signature_comments")
DECIDE = reverse("admin:pledges_signature_decide")
pytestmark = pytest.mark.django_db


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
