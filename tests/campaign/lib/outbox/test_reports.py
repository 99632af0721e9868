import pytest

from campaign.lib.outbox.reports import Report, messages_in, number_of, report_of
from tests.campaign.lib.outbox.returned_mail import bounce, complaint, message_id


@pytest.fixture(autouse=True)
def site_url(settings):
    settings.SITE_URL = "http://localhost:8000"


class TestReportOf:
    def test_reads_a_bounce(self):
        found = report_of(bounce(message_id(7), address="Ada@Example.org"))
        assert found == Report(7, "Ada@Example.org", "5.1.1")
        assert not found.is_complaint

    def test_reads_a_complaint(self):
        found = report_of(complaint(message_id(7)))
        assert found == Report(7, "ada@example.org")
        assert found.is_complaint

    def test_tells_the_address_where_it_tells_no_email_of_ours(self):
        assert report_of(bounce("<abc@elsewhere.example>")) == Report(
            None, "ada@example.org", "5.1.1"
        )
        assert report_of(bounce()) == Report(None, "ada@example.org", "5.1.1")

    def test_believes_the_words_of_the_server_where_the_status_is_vague(self):
        vague = {"status": "5.0.0", "diagnostic": "smtp; 550 5.1.10 Recipient not found"}
        assert report_of(bounce(**vague)).status == "5.1.10"
        clear = {"status": "5.7.1", "diagnostic": "smtp; 550 5.1.1 blocked"}
        assert report_of(bounce(**clear)).status == "5.7.1"

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"Subject: Out of office\n\nI am away.",
            bounce(action="delayed", status="4.4.7"),
            bounce(action="delivered", status="2.0.0"),
            bounce(status="4.2.2"),
            complaint(feedback_type="not-spam"),
            bounce().replace(b'boundary="b"', b'boundary="c"'),
            bounce()[:200],
            b"Content-Type: multipart/report; boundary=b\n\n--b\n" * 3000,
            b'Content-Type: multipart/report; charset="\xff\xfe"; boundary=b\n\n--b\n\xff\x00--b--',
        ],
    )
    def test_takes_nothing_from_what_says_nothing_final(self, raw):
        assert report_of(raw) is None

    @pytest.mark.parametrize("length", range(300, 900, 20))
    def test_survives_a_message_that_was_cut(self, length):
        found = report_of(bounce(message_id(7))[:length])
        # Cut before its status, a bounce suppresses nobody.
        assert found is None or found.status in {"5.1.1", "5.0.0"}


class TestNumberOf:
    @pytest.mark.parametrize(
        ("given", "number"),
        [
            ("<message-12@localhost>", 12),
            ("<MESSAGE-12@LOCALHOST>", 12),
            ("<message-12@elsewhere.example>", None),
            ("<message-12@localhost.elsewhere.example>", None),
            (f"<message-{'9' * 5000}@localhost>", None),
            ("<message-١٢@localhost>", None),
            ("message-12@localhost", None),
        ],
    )
    def test_knows_our_own_alone(self, given, number):
        assert number_of(given) == number


class TestMessagesIn:
    def test_splits_a_mailbox_file(self):
        mbox = b"".join(b"From MAILER-DAEMON Sun Nov 29\n" + bounce() + b"\n" for _number in "ab")
        assert [report_of(each).status for each in messages_in(mbox)] == ["5.1.1"] * 2

    def test_takes_anything_else_for_one_message(self):
        assert messages_in(bounce()) == [bounce()]
        assert messages_in(b"\n") == []
