"""What organizers do about sign-ups that are held as a flood, and about those nobody answers."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from pledges.admin import floods as flood_pages
from pledges.models import Signature, Slowdown
from tests.factories import OrganizerFactory
from tests.pledges.admin.floods import HOUR, OTHER, held
from tests.pledges.admin.pages import list_of, said_by
from tests.pledges.emails import answered
from tests.pledges.people import State, a_petition, a_signature

pytestmark = pytest.mark.django_db
FLOODS = reverse("admin:pledges_signature_floods")


def release_links(client) -> list[str]:
    return [
        reverse("admin:pledges_signature_release_flood", args=[flood.example_id])
        for flood in client.get(FLOODS).context["floods"]
    ]


class TestFloods:
    def test_are_listed_by_hour_petition_and_network_and_name_nobody(self, admin_client):
        petition = a_petition(title="Files")
        held(petition, 3)
        held(petition, 2, network=OTHER)
        held(petition, 1, at=HOUR - datetime.timedelta(hours=1))
        held(None, 1, at=HOUR - datetime.timedelta(hours=60), network=None)
        held(petition, 1, quarantine="honeypot")
        response = admin_client.get(FLOODS)
        assert [(flood.network, flood.count) for flood in response.context["floods"]] == [
            ("abababab", 3),
            ("cdcdcdcd", 2),
            ("abababab", 1),
            ("", 1),
        ]
        for words in ("Ines", "Basalt", "@example.org", "Enough"):
            assert words not in response.text

    def test_are_released_after_a_page_says_how_many(self, admin_client, mailoutbox):
        petition = a_petition()
        held(petition, 3)
        kept = held(petition, 2, network=OTHER)
        first, _second = release_links(admin_client)
        assert "Release 3 sign-ups" in admin_client.get(first).text
        assert Signature.objects.pending().count() == 0
        response = admin_client.post(first, follow=True)
        assert said_by(response) == ["Released 3 sign-ups. We’ll email those people to confirm."]
        answered()
        assert len(mailoutbox) == 3
        assert {row.comment for row in Signature.objects.pending()} == {"Enough"}
        assert set(Signature.objects.filter(state=State.QUARANTINED)) == set(kept)
        assert "Released 3" in LogEntry.objects.get().change_message

    def test_of_which_nobody_knows_the_network_any_more_are_released_too(self, admin_client):
        held(None, 2, network=None)
        (link,) = release_links(admin_client)
        admin_client.post(link)
        assert Signature.objects.pending().count() == 2

    def test_that_are_large_are_released_in_parts(self, admin_client, monkeypatch):
        monkeypatch.setattr(flood_pages, "AT_ONCE", 2)
        held(a_petition(), 3)
        (link,) = release_links(admin_client)
        assert "Release 2 sign-ups" in admin_client.get(link).text
        admin_client.post(link)
        assert Signature.objects.pending().count() == 2
        admin_client.post(link)
        assert Signature.objects.pending().count() == 3

    def test_that_are_erased_are_not_found(self, admin_client):
        held(a_petition(), 1)
        (link,) = release_links(admin_client)
        Signature.objects.all().delete()
        assert admin_client.get(link).status_code == 404

    def test_say_that_confirmations_are_slow(self, admin_client):
        assert "10 a minute" not in admin_client.get(FLOODS).text
        now = timezone.now()
        Slowdown.objects.create(
            began_at=now, next_turn_at=now, sent_count=700, used_count=7, refused_count=0
        )
        assert "We sent 700 confirmations and only 7 were used" in admin_client.get(FLOODS).text

    def test_are_for_those_who_may(self, client):
        client.force_login(OrganizerFactory.create())
        assert client.get(FLOODS).status_code == 403
        assert client.post(reverse("admin:pledges_signature_release_chosen")).status_code == 403


class TestChosen:
    def test_are_released_from_the_list_after_a_page_says_how_many(self, admin_client):
        rows = held(a_petition(), 2, quarantine="honeypot")
        counted = a_signature(a_petition())
        chosen = {
            "action": "release_chosen",
            "_selected_action": [rows[0].pk, rows[1].pk, counted.pk],
        }
        page = admin_client.post(list_of("signature"), chosen, follow=True)
        assert "Release 2 sign-ups" in page.text
        assert Signature.objects.pending().count() == 0
        admin_client.post(page.redirect_chain[0][0])
        assert Signature.objects.pending().count() == 2
        counted.refresh_from_db()
        assert counted.is_confirmed

    def test_are_not_asked_about_when_none_is_held(self, admin_client):
        counted = a_signature(a_petition())
        chosen = {"action": "release_chosen", "_selected_action": [counted.pk]}
        response = admin_client.post(list_of("signature"), chosen, follow=True)
        assert said_by(response) == ["None of these sign-ups are held for review."]
        again = admin_client.post(response.redirect_chain[0][0], follow=True)
        assert said_by(again) == ["None of these sign-ups are held for review."]
        assert not LogEntry.objects.exists()
