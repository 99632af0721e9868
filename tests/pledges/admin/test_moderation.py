import logging

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from pledges.admin.petition_pages import names_of
from pledges.models import Signature
from tests.pledges.admin.pages import said_by
from tests.pledges.people import a_petition, a_signature, a_supporter
from tests.pledges.shown_names import DECIDE as DECIDE_NAMES
from tests.pledges.shown_names import NAMES, correct, decide, page, shown

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

    def test_that_are_shown_can_be_hidden_on_the_page_of_their_signature(self, admin_client, rows):
        Signature.objects.filter(pk=rows[0].pk).update(comment_state="approved")
        address = reverse("admin:pledges_signature_change", args=[rows[0].pk])
        assert "Hide the comment" in admin_client.get(address).text
        admin_client.post(DECIDE, {"signature": rows[0].pk, "decision": "hidden"})
        rows[0].refresh_from_db()
        assert rows[0].comment_state == "rejected"
        assert "Hide the comment" not in admin_client.get(address).text

    @pytest.mark.parametrize("posted", [{}, {"signature": "x", "decision": "approved"}])
    def test_ask_for_a_tick_and_a_button(self, admin_client, rows, posted):
        response = admin_client.post(DECIDE, posted, follow=True)
        assert said_by(response) == ["Check at least one comment, then choose a button."]

    def test_are_asked_for_at_once(self, admin_client, rows, django_assert_max_num_queries):
        with django_assert_max_num_queries(8):
            admin_client.get(COMMENTS)


class TestNames:
    def test_hides_names_in_bulk_and_names_nobody_in_its_log(self, petition, admin_client, caplog):
        caplog.set_level(logging.INFO)
        for _time in range(3):
            shown(petition, "Rude Word")
        response = decide(admin_client, "hidden", "shown")
        assert "3 names: hidden" in response.text
        assert "Rude" not in page(petition)
        assert list(names_of(petition)) == []
        entries = LogEntry.objects.all()
        assert entries.count() == 3
        for text in [
            caplog.text,
            *(f"{each.object_repr} {each.change_message}" for each in entries),
        ]:
            assert "Rude" not in text
        decide(admin_client, "approved", "hidden")
        assert page(petition).count("Rude</strong>") == 3

    def test_lets_a_name_that_replaces_a_hidden_one_wait(self, petition, admin_client):
        signature = shown(petition, "Rude Word")
        decide(admin_client, "hidden", "shown")
        for name in ("Ruder Word", "Jane Doe"):
            correct(signature.supporter, name=name)
            assert name.split()[0] not in page(petition)
        decide(admin_client, "approved", "waiting")
        assert "Jane" in page(petition)

    def test_leaves_a_name_that_changed_since_the_organizer_looked(self, petition, admin_client):
        signature = shown(petition)
        correct(signature.supporter, shown_as="@own", own_wording="Janie")
        text = admin_client.get(NAMES).text
        box = text.split('name="signature" value="')[1].split('"')[0]
        correct(signature.supporter, shown_as="@own", own_wording="Rude Word")
        values = {"signature": [box], "decision": "approved"}
        assert (
            "changed while you had this page open"
            in admin_client.post(DECIDE_NAMES, values, follow=True).text
        )
        assert "Rude" not in page(petition)

    def test_needs_something_checked_and_known(self, petition, admin_client):
        shown(petition)
        for values in ({}, {"signature": ["x"]}, {"signature": ["1-x"], "decision": "sold"}):
            assert (
                "Check at least one name"
                in admin_client.post(DECIDE_NAMES, values, follow=True).text
            )

    def test_is_closed_to_people_without_the_right(self, client, django_user_model):
        client.force_login(django_user_model.objects.create_user("ada", is_staff=True))
        assert client.get(NAMES).status_code == 403
        assert client.post(DECIDE_NAMES).status_code == 403

    def test_pages_through_many(self, petition, admin_client):
        for _time in range(51):
            shown(petition)
        first = admin_client.get(f"{NAMES}?list=shown").text
        older = first.split("before=")[1].split('"')[0]
        assert first.count('name="signature"') == 50
        second = admin_client.get(f"{NAMES}?list=shown&before={older}").text
        assert second.count('name="signature"') == 1
