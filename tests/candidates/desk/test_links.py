from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from campaign.lib.mailed_links import hash_of
from candidates.desk import links
from candidates.models import DeskLink
from tests.candidates.desk.desks import a_link
from tests.factories import SOURCE, OrganizerFactory, run

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


class TestSend:
    def test_stores_a_hash_and_no_token(self):
        link = a_link()
        token = links.token_of_link(link)
        assert bytes(link.token_hash) == hash_of(token)
        stored = DeskLink.objects.values_list().get()
        assert not any(token.encode() in bytes(str(value), "utf-8") for value in stored)

    def test_makes_another_token_for_each_address(self):
        first = a_link()
        assert links.token_of_link(first) != links.token_of_link(a_link(first.candidacy, "b@b.ex"))

    def test_renews_the_link_of_an_address_in_any_case(self):
        then = timezone.now() - 100 * DAY
        first = a_link(now=then)
        again = a_link(first.candidacy, "DESK@basalt.example")
        assert again == first
        assert again.expires_at > first.expires_at

    def test_makes_a_new_one_after_it_was_turned_off(self):
        first = a_link()
        assert links.revoke(first, by=OrganizerFactory.create(), now=timezone.now())
        assert not links.revoke(first, by=OrganizerFactory.create(), now=timezone.now())
        assert a_link(first.candidacy) != first

    def test_serves_several_candidacies_of_one_mailbox(self):
        assert a_link(run("Ines Basalt")).email == a_link(run("Omar Chert")).email


class TestKnownAddresses:
    def test_are_each_address_once(self):
        candidacy = run(
            published_email="Desk@basalt.example",
            published_contact_source=SOURCE,
            contact_email="desk@basalt.example",
        )
        assert len(links.known_addresses(candidacy)) == 1
        assert links.known_addresses(run()) == []


class TestFind:
    def test_knows_no_token_that_is_cut_off(self):
        token = links.token_of_link(a_link())
        assert links.find(token)
        assert links.find(token[:-1]) is None


class TestNoteOpening:
    def test_takes_what_comes_right_after_the_email_for_a_scanner(self):
        link = a_link()
        links.note_opening(link, is_person=True, now=link.sent_at)
        assert link.openings.get().maybe_scanner

    def test_notes_one_of_a_kind_a_day(self):
        link = a_link(now=timezone.now() - DAY)
        for hours in (0, 1, 24, 25):
            moment = link.sent_at + DAY / 2 + datetime.timedelta(hours=hours)
            links.note_opening(link, is_person=True, now=moment)
        assert 2 <= link.openings.count() <= 3


class TestNoteBounces:
    def test_says_so_until_the_link_is_sent_again(self):
        link = a_link()
        links.note_bounces([link.pk], timezone.now())
        link.refresh_from_db()
        assert link.bounced_at
        assert a_link(link.candidacy).bounced_at is None
