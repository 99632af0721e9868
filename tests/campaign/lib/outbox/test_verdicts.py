import smtplib

import pytest

from campaign.lib.outbox.verdicts import (
    Fate,
    code_of,
    is_stale,
    verdict_of_connecting,
    verdict_of_sending,
)


def refused(code: int, words: bytes) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({"ada@example.org": (code, words)})


class TestVerdictOfSending:
    @pytest.mark.parametrize(
        ("error", "fate", "is_refusal", "is_trouble"),
        [
            (refused(550, b"5.1.1 ada@example.org unknown"), Fate.UNKNOWN, True, False),
            (refused(550, b"5.7.1 blocked"), Fate.FAILED, True, False),
            (refused(450, b"4.2.0 try later"), Fate.LATER, False, False),
            (refused(421, b"4.7.0 closing"), Fate.LATER, False, True),
            (smtplib.SMTPDataError(554, b"5.1.1 spam"), Fate.FAILED, True, False),
            (smtplib.SMTPSenderRefused(552, b"5.3.4 too large", ""), Fate.FAILED, True, False),
            (smtplib.SMTPServerDisconnected("closed"), Fate.LATER, False, True),
            (smtplib.SMTPNotSupportedError("SMTPUTF8"), Fate.FAILED, False, False),
            (ValueError("a header"), Fate.FAILED, False, False),
        ],
    )
    def test_tells_the_email_from_the_server(self, error, fate, is_refusal, is_trouble):
        verdict = verdict_of_sending(error)
        assert (verdict.fate, verdict.is_refusal) == (fate, is_refusal)
        assert verdict.is_trouble_of_server == is_trouble


class TestVerdictOfConnecting:
    def test_is_trouble_of_the_server(self):
        verdict = verdict_of_connecting(ConnectionRefusedError())
        assert (verdict.fate, verdict.is_trouble_of_server) == (Fate.NOT_TRIED, True)


class TestCodeOf:
    def test_keeps_codes_and_never_the_words_which_quote_the_address(self):
        assert code_of(refused(550, b"5.1.1 ada@example.org unknown")) == "550 5.1.1"
        assert code_of(refused(550, b"no such user ada@example.org")) == "550"
        assert code_of(ConnectionRefusedError("10.0.0.1")) == "ConnectionRefusedErr"


class TestIsStale:
    def test_is_true_of_a_connection_that_ended_while_idle(self):
        assert is_stale(smtplib.SMTPServerDisconnected("closed"))
        assert is_stale(smtplib.SMTPSenderRefused(421, b"4.4.2 idle", ""))

    def test_is_false_of_a_silent_server(self):
        silent = smtplib.SMTPServerDisconnected("timed out")
        silent.__context__ = TimeoutError()
        assert not is_stale(silent)
