import datetime
import re

import pytest
from django.core import mail

from campaign.content.models import Profile
from campaign.lib.outbox.models import Message
from candidates import ledger
from candidates.models import Correction
from tests.campaign.lib.outbox.sending import drain
from tests.factories import OrganizerFactory, run

NOW = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)


def a_report(**attributes: object) -> Correction:
    return Correction.objects.create(
        **{
            "candidacy": run("Ines O'Basalt & Co"),
            "field": "party",
            "claimed_value": "Green & <free>",
            "sender": "sender@example.org",
            "received_at": NOW,
            **attributes,
        }
    )


def decided(decision: str = "accepted", **attributes: object) -> Correction:
    correction = a_report(**attributes)
    ledger.corrections.decide(
        correction,
        Correction.Decision(decision),
        by=OrganizerFactory.create(),
        now=NOW,
        explanation="See the ballot's <first> page.",
    )
    return correction


def html_of(message: mail.EmailMessage) -> str:
    [alternative] = message.alternatives
    assert alternative.mimetype == "text/html"
    return str(alternative.content)


@pytest.mark.django_db
class TestCorrectionAcknowledged:
    def test_says_by_when_we_decide_unless_that_is_done(self):
        by, (first, second) = OrganizerFactory.create(), (a_report(), a_report())
        for correction in (first, second):
            ledger.corrections.acknowledge(correction, by=by, now=NOW)
        ledger.corrections.decide(second, Correction.Decision.REJECTED, by=by, now=NOW)
        drain()
        acknowledged, _decided = sorted(mail.outbox, key=lambda each: "decide by" not in each.body)
        for body in (acknowledged.body, html_of(acknowledged)):
            assert "We’ve read it." in body
            assert "decide by June 8, 2026, 8 a.m. Eastern." in body
        assert "\n\n\n" not in acknowledged.body


@pytest.mark.django_db
class TestCorrectionDecided:
    @pytest.mark.parametrize(
        ("decision", "sentence"),
        [
            ("accepted", "You were right. We corrected the record."),
            ("rejected", "We checked. The record is already correct."),
        ],
    )
    def test_says_what_was_decided_in_text_and_html(self, settings, decision, sentence):
        settings.SITE_URL = "https://example.org"
        Profile.objects.create(name="Ours & Co", ask="We ask.")
        correction = decided(decision)
        drain()
        [message] = mail.outbox
        assert message.to == ["sender@example.org"]
        assert message.subject == "Your report about Ines O'Basalt & Co"
        page = f"https://example.org{correction.candidacy.get_absolute_url()}"
        for body in [message.body, html_of(message)]:
            assert sentence in body
            assert page in body
            assert "https://example.org/corrections/" in body
            assert "delete your address in 30 days" in body
        assert "Green & <free>" in message.body
        assert "See the ballot's <first> page." in message.body
        assert "Ours & Co" in message.body
        assert "Green &amp; &lt;free&gt;" in html_of(message)
        assert "Ours &amp; Co" in html_of(message)
        assert "\n\n\n" not in message.body
        for line in message.body.splitlines():
            if "https://" in line:
                assert re.fullmatch(r"https://\S+", line)

    def test_goes_to_the_sender_once(self):
        decided()
        drain()
        drain()
        assert [message.to for message in mail.outbox] == [["sender@example.org"]]

    def test_goes_to_nobody_once_the_address_is_erased(self):
        decided()
        Correction.objects.update(sender="")
        drain()
        assert mail.outbox == []
        assert Message.objects.get().outcome == Message.Outcome.DROPPED
