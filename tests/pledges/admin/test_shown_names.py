from __future__ import annotations

import logging

import pytest
from django.contrib.admin.models import LogEntry

from pledges.admin.delivery import names_of
from tests.pledges.shown_names import DECIDE, NAMES, correct, decide, page, shown

pytestmark = pytest.mark.django_db


class TestModeration:
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
            in admin_client.post(DECIDE, values, follow=True).text
        )
        assert "Rude" not in page(petition)

    def test_needs_something_checked_and_known(self, petition, admin_client):
        shown(petition)
        for values in ({}, {"signature": ["x"]}, {"signature": ["1-x"], "decision": "sold"}):
            assert "Check at least one name" in admin_client.post(DECIDE, values, follow=True).text

    def test_is_closed_to_people_without_the_right(self, client, django_user_model):
        client.force_login(django_user_model.objects.create_user("ada", is_staff=True))
        assert client.get(NAMES).status_code == 403
        assert client.post(DECIDE).status_code == 403

    def test_pages_through_many(self, petition, admin_client):
        for _time in range(51):
            shown(petition)
        first = admin_client.get(f"{NAMES}?list=shown").text
        older = first.split("before=")[1].split('"')[0]
        assert first.count('name="signature"') == 50
        second = admin_client.get(f"{NAMES}?list=shown&before={older}").text
        assert second.count('name="signature"') == 1
