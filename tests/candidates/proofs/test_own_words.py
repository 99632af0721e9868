"""What somebody wrote in an email, without what they quote, and whether a program wrote it."""

import email
import email.policy

import pytest
from django.core.exceptions import ValidationError

from candidates.proofs import own_words

CODE = "AB2C-DE3F-GH4J"
HEADERS = "From: Us <us@nnn.example>\nSent: Monday, November 30, 2026 9:00 AM\nTo: Ada\n"


def message(body="", *, kind="plain", head=""):
    head = f'Subject: Re: Our question\n{head}Content-Type: text/{kind}; charset="utf-8"'
    return email.message_from_bytes(f"{head}\n\n{body}".encode(), policy=email.policy.default)


QUOTES = {
    "Gmail, text": f"On Mon, Nov 30, 2026 at 9:00 AM Us <us@nnn.example>\nwrote:\n\n> {CODE}\n",
    "Gmail, without marks": f"On Mon, Nov 30, 2026, Us wrote:\nSend {CODE}\n",
    "Gmail in Spanish": f"El lun, 30 nov 2026, Us (<us@nnn.example>) escribió:\n> {CODE}",
    "Outlook": f"________________________________\n{HEADERS}Subject: Your code\n\n{CODE}\n",
    "Outlook, older": f"-----Original Message-----\n{HEADERS}\n{CODE}",
    "Outlook, stars": f"*From:* Us\n*Sent:* Monday\n*To:* Ada\n\n{CODE}",
    "Apple": f"Begin forwarded message:\n\nFrom: Us\n\n{CODE}",
    "a wrapped line": f"> Please send us this code, which works for fourteen days:\n{CODE}\n",
}
HTML = {
    "Gmail": f'<div class="gmail_quote gmail_quote_container"><div>On Monday</div>{CODE}</div>',
    "nested": f"<blockquote>a<blockquote>b</blockquote>{CODE}</blockquote>",
    "Outlook": f'<hr style="width:98%"><div id="divRplyFwdMsg" dir="ltr">{CODE}</div>',
    "Outlook, desktop": (
        "<div style='border:none;border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal>"
        f"<b>From:</b> Us <br><b>Sent:</b> Monday<br><b>To:</b> Ada</p></div><p>{CODE}</p>"
    ),
    "Yahoo": f'<div id="x" class="yahoo_quoted">{CODE}</div>',
    "not shown": f"<!-- {CODE} --><style>{CODE}</style><title>{CODE}</title>",
}


class TestPartsOf:
    def test_leave_out_what_each_program_quotes(self, subtests):
        for program, quote in QUOTES.items():
            with subtests.test(program):
                own, quoted = own_words.parts_of(message(f"We never signed.\n\n{quote}"))
                assert own.strip() == "We never signed."
                assert CODE in quoted
        for program, quote in HTML.items():
            with subtests.test(f"{program}, HTML"):
                own, quoted = own_words.parts_of(message(f"<p>No.</p>{quote}", kind="html"))
                assert own.strip() == "No."
                assert (CODE in quoted) == (program != "not shown")

    def test_keep_what_stands_above_the_quote(self, subtests):
        for program, quote in QUOTES.items():
            with subtests.test(program):
                own, _quoted = own_words.parts_of(message(f"It’s us: {CODE}\n\n{quote}"))
                assert CODE in own
        for program, quote in HTML.items():
            with subtests.test(f"{program}, HTML"):
                own, _quoted = own_words.parts_of(message(f"<p>{CODE}</p>{quote}", kind="html"))
                assert CODE in own

    def test_read_only_the_start_of_a_long_message(self):
        sent = message("on\n" * 1_000_000 + CODE)
        assert CODE not in "".join(own_words.parts_of(sent))


class TestRefuseAutomatic:
    @pytest.mark.parametrize(
        ("head", "sender"),
        [
            ("Auto-Submitted: auto-replied; owner-email=ada@ada.example\n", "ada@ada.example"),
            ("Precedence: bulk\n", "ada@ada.example"),
            ("Precedence: auto_reply\n", "ada@ada.example"),
            ("X-Autoreply: yes\n", "ada@ada.example"),
            ("X-Auto-Response-Suppress: All\n", "ada@ada.example"),
            ("List-Unsubscribe: <https://ada.example/>\n", "ada@ada.example"),
            ("List-Id: <news.ada.example>\n", "ada@ada.example"),
            ("Feedback-ID: 1:2:3:mail\n", "ada@ada.example"),
            ("Return-Path: <>\n", "ada@ada.example"),
            ("", "MAILER-DAEMON@ada.example"),
            ("", "no-reply+7@ada.example"),
        ],
    )
    def test_refuses_programs(self, head, sender):
        self.refuse(message(head=head), sender)

    @pytest.mark.parametrize(
        "subject", ["Automatic reply: Our question", "Out of Office", "Undeliverable: Code"]
    )
    def test_refuses_what_its_signed_subject_gives_away(self, subject):
        sent = message()
        sent.replace_header("Subject", subject)
        self.refuse(sent, "ada@ada.example")

    def test_refuses_bounces(self):
        bounce = message()
        bounce.replace_header("Content-Type", "multipart/report; report-type=delivery-status")
        self.refuse(bounce, "ada@ada.example")

    def test_takes_what_people_send(self):
        head = "Auto-Submitted: no\nReturn-Path: <ada@ada.example>\nPrecedence: normal\n"
        sent = message(head=head)
        own_words.refuse_automatic(sent, fields_of(sent), sender="ada@ada.example")

    def refuse(self, sent, sender):
        with pytest.raises(ValidationError) as refusal:
            own_words.refuse_automatic(sent, fields_of(sent), sender=sender)
        assert refusal.value.code == "automatic"


def fields_of(sent):
    return [(name.lower(), value) for name, value in sent.items()]
