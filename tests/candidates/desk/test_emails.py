from __future__ import annotations

import hashlib
import re

import pytest
from django.utils import timezone

from campaign.lib.outbox.kinds import Recipient
from campaign.lib.outbox.models import Message
from candidates.desk import links
from candidates.desk.emails import LINK, note_bounces
from candidates.models import Outreach
from tests.candidates.desk.desks import a_link, path_of, send_due, submit
from tests.factories import SOURCE, OrganizerFactory, run

pytestmark = pytest.mark.django_db


class TestLink:
    def test_is_alone_on_its_line_and_opens_the_page(self, client, mailoutbox):
        link = a_link()
        send_due()
        [email] = mailoutbox
        assert email.to == ["desk@basalt.example"]
        [path] = re.findall(r"^https?://[^/\n]+(/desk/\S+)$", email.body, re.MULTILINE)
        assert path == path_of(link)
        assert client.get(path).status_code == 200

    def test_goes_out_once_for_two_clicks_and_not_if_it_was_turned_off(self, mailoutbox):
        link = a_link()
        links.revoke(link, by=OrganizerFactory.create(), now=timezone.now())
        send_due()
        assert mailoutbox == []

    def test_counts_as_one_time_that_we_asked(self):
        campaign = run("Ines Basalt", contact_email="desk@basalt.example")
        a_link(campaign)
        a_link(campaign, "staff@basalt.example")
        send_due()
        (entry,) = Outreach.objects.all()
        assert (entry.candidacy, entry.channel, entry.outcome) == (campaign, "email", "sent")
        a_link(campaign)
        send_due()
        assert Outreach.objects.count() == 1

    def test_works_after_the_secret_key_changed(self, client, mailoutbox, settings):
        a_link()
        settings.SECRET_KEY = "another" * 9
        send_due()
        [path] = re.findall(r"^https?://[^/\n]+(/desk/\S+)$", mailoutbox[0].body, re.MULTILINE)
        assert client.get(path).status_code == 200

    def test_notes_that_it_bounced(self):
        link = a_link()
        note_bounces([Recipient(link.pk)], timezone.now())
        link.refresh_from_db()
        assert link.bounced_at
        assert LINK.refused is note_bounces


class TestReceipt:
    def test_goes_to_every_address_once_with_what_was_sent(self, mailoutbox):
        campaign = run(
            "Ines Basalt",
            published_email="Desk@basalt.example",
            published_contact_source=SOURCE,
            contact_email="own@basalt.example",
        )
        link, other = a_link(campaign), a_link(campaign, "staff@basalt.example")
        off = a_link(campaign, "gone@basalt.example")
        links.revoke(off, by=OrganizerFactory.create(), now=timezone.now())
        Message.objects.all().delete()
        sent = submit(link, words="I have seen the cells.\n\n\n\nTwice.")
        send_due()
        assert {email.to[0] for email in mailoutbox} == {
            "desk@basalt.example",
            "own@basalt.example",
            other.email,
        }
        for email in mailoutbox:
            told = email.body.partition("What we got:\n\n")[2].partition("\nIts fingerprint")[0]
            assert hashlib.sha256(told.encode()).hexdigest() == sent.sha256
            assert sent.sha256 in email.body
            assert "/desk/" not in email.body

    def test_goes_nowhere_once_an_address_is_deleted(self, mailoutbox):
        link = a_link()
        Message.objects.all().delete()
        submit(link)
        link.email = ""
        link.save()
        send_due()
        assert mailoutbox == []
