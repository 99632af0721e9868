"""Tokens of mailed links: the same each time, stored as a hash, and of one use each."""

from __future__ import annotations

import datetime
import hashlib

import pytest

from pledges.mail import links
from pledges.mail.links import Purpose
from pledges.models import MailedLink, Signature
from tests.pledges.people import State, a_signature, a_supporter

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 4, 15, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


class TestLink:
    def test_is_the_same_until_its_owner_turns_old_links_off(self):
        supporter = a_supporter()
        first = links.me_link(supporter, now=NOW)
        assert links.me_link(supporter, now=NOW + DAY).token == first.token
        assert links.unsubscribe_link(supporter, now=NOW).token != first.token
        assert links.me_link(a_supporter(), now=NOW).token != first.token
        supporter.generation += 1
        assert links.me_link(supporter, now=NOW).token != first.token

    def test_is_stored_as_a_hash_once_however_often_it_is_mailed(self):
        supporter = a_supporter()
        for moment in (NOW, NOW + DAY, NOW):
            links.stored_url(links.me_link(supporter, now=moment))
        link, token = MailedLink.objects.get(), links.me_link(supporter, now=NOW).token
        assert bytes(link.token_hash) == hashlib.sha256(token.encode()).digest()
        assert link.expires_at == NOW + DAY + links.ME_LASTS

    def test_to_confirm_lasts_as_long_as_the_signature_is_kept(self):
        signature = a_signature(None, state=State.PENDING, emailed_at=NOW - DAY)
        expected = NOW - DAY + Signature.UNCONFIRMED_KEPT
        assert links.confirm_link(signature, now=NOW).expires_at == expected

    def test_is_not_stored_for_somebody_who_was_erased(self):
        supporter = a_supporter()
        link = links.me_link(supporter, now=NOW)
        supporter.delete()
        links.remember([link])
        assert not MailedLink.objects.exists()


class TestFind:
    def test_knows_a_token_for_its_purpose_and_in_its_time_alone(self):
        link = links.me_link(a_supporter(), now=NOW)
        links.remember([link])
        assert links.find(Purpose.ME, link.token, now=NOW).supporter_id == link.supporter_id
        for purpose, token, now in (
            (Purpose.UNSUBSCRIBE, link.token, NOW),
            (Purpose.ME, link.token[:-1], NOW),
            (Purpose.ME, "x" * 43, NOW),
            (Purpose.ME, link.token, link.expires_at),
        ):
            assert links.find(purpose, token, now=now) is None


class TestConfirmedBy:
    def test_is_the_signature_as_long_as_it_counts(self):
        signature = a_signature(None, state=State.PENDING)
        link = links.confirm_link(signature, now=NOW)
        links.remember([link])
        assert links.confirmed_by(link.token, now=NOW) is None
        MailedLink.objects.update(used_at=NOW)
        Signature.objects.update(state=State.CONFIRMED, confirmed_at=NOW)
        assert links.confirmed_by(link.token, now=NOW) == signature
        Signature.objects.update(state=State.WITHDRAWN)
        assert links.confirmed_by(link.token, now=NOW) is None
