import datetime
import re

import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from campaign.models import Profile
from candidates.models import Correction
from candidates.tasks import send_correction_decided
from tests.factories import OrganizerFactory, run

NOW = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)


def decided(decision: str = "accepted", **attributes: object) -> Correction:
    correction = Correction.objects.create(
        **{
            "candidacy": run("Ines O'Basalt & Co"),
            "field": "party",
            "claimed_value": "Green & <free>",
            "sender": "sender@example.org",
            **attributes,
        }
    )
    correction.decide(
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
class TestSendCorrectionDecided:
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
        send_correction_decided(correction.pk)
        [message] = mail.outbox
        assert message.to == ["sender@example.org"]
        assert message.subject == "Your report about Ines O'Basalt & Co"
        page = f"https://example.org{correction.candidacy.get_absolute_url()}"
        for body in [message.body, html_of(message)]:
            assert sentence in body
            assert page in body
            assert "https://example.org/corrections/" in body
            assert "30 days after the decision" in body
        assert "Green & <free>" in message.body
        assert "See the ballot's <first> page." in message.body
        assert "Ours & Co" in message.body
        assert "Green &amp; &lt;free&gt;" in html_of(message)
        assert "Ours &amp; Co" in html_of(message)
        assert "\n\n\n" not in message.body
        for line in message.body.splitlines():
            if "https://" in line:
                assert re.fullmatch(r"https://\S+", line)

    def test_names_the_message_alike_however_often_it_is_sent(self, settings):
        settings.SITE_URL = "https://example.org"
        correction = decided()
        send_correction_decided(correction.pk)
        send_correction_decided(correction.pk)
        names = [message.message()["Message-ID"] for message in mail.outbox]
        assert names == [f"<correction-{correction.pk}-decided@example.org>"] * 2

    def test_needs_no_more_than_the_job_holds(self):
        decided()
        job = ProcrastinateJob.objects.get(task_name="send_correction_decided")
        send_correction_decided(**job.args)
        assert [message.to for message in mail.outbox] == [["sender@example.org"]]

    def test_writes_to_nobody_once_the_address_is_erased(self):
        correction = decided()
        Correction.objects.update(sender="")
        send_correction_decided(correction.pk)
        send_correction_decided(correction.pk + 1)
        assert mail.outbox == []
