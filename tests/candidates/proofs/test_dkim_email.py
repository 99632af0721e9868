"""Emails that a campaign's domain signed, and every way in which one proves nothing."""

import datetime
from email.utils import format_datetime

import pytest
from django.core.exceptions import ValidationError

from candidates.proofs import dkim_email
from tests.candidates.proofs.signed_emails import (
    NOW,
    SELECTOR,
    SIGNED,
    WEAK_KEY,
    email,
    record,
    signed,
)

KEY_NAME = f"{SELECTOR}._domainkey.ada.example"


@pytest.fixture(autouse=True)
def key(names):
    """Publish the key of ada.example and of others, and return where."""
    for domain in ("ada.example", "evil.example", "mail.ada.example"):
        names.records[f"{SELECTOR}._domainkey.{domain}", "TXT"] = [record()]
    return names.records


def refusal_of(raw):
    with pytest.raises(ValidationError) as refusal:
        dkim_email.verify(raw, now=NOW)
    return refusal.value.code, refusal.value.messages[0]


def with_tag(raw, tag):
    """Return a signed email with another tag in its signature."""
    return raw.replace(b"; d=", f"; {tag}; d=".encode(), 1)


class TestVerify:
    def test_accepts_a_good_one_and_keeps_its_key(self):
        raw = signed(email())
        found = dkim_email.verify(raw, now=NOW)
        assert (found.sender, found.domain, found.sent_at) == (
            "ada@ada.example",
            "ada.example",
            NOW,
        )
        assert found.key_name == KEY_NAME
        assert found.key_record.startswith("v=DKIM1")
        assert "AB2C-DE3F-GH4J" in found.text

    def test_accepts_line_ends_of_unix_and_a_second_signature(self):
        raw = signed(signed(email()), domain="evil.example")
        assert dkim_email.verify(raw.replace(b"\r\n", b"\n"), now=NOW).domain == "ada.example"

    def test_refuses_what_was_changed_or_added(self, subtests):
        raw = signed(email(), canonicalize=(b"relaxed", b"relaxed"))
        hour_ago = NOW - datetime.timedelta(hours=1)
        changes = {
            "body": raw.replace(b"Yes", b"No"),
            "more body": raw + b"We signed.\r\n",
            "subject": raw.replace(b"Our answer", b"Our refusal"),
            "day": raw.replace(*(format_datetime(day).encode() for day in (NOW, hour_ago))),
            "sender": raw.replace(b"Ada Quartz", b"Bea Quartz"),
            "another signature": raw.replace(b"b=", b"b=BBBB", 1),
        }
        for what, changed in changes.items():
            with subtests.test(what):
                assert refusal_of(changed)[0] in {"altered", "length"}

    def test_refuses_each_trick_with_its_own_sentence(self, subtests, key):
        old = NOW - dkim_email.SENT_WITHIN - datetime.timedelta(minutes=1)
        soon = NOW + datetime.timedelta(days=1)
        good = signed(email())
        past = int(NOW.timestamp()) - 1
        tricks = {
            "unsigned": email(),
            "not_aligned": signed(email(), domain="evil.example"),
            "length": signed(email(), length=True),
            "algorithm": good.replace(b"rsa-sha256", b"rsa-sha1"),
            "expired": with_tag(good, f"x={past}"),
            "double_header": b"From: Eve <eve@evil.example>\r\n" + good,
            "missing_header": signed(email().replace(b"Subject: Our answer\r\n", b"")),
            "too_old": signed(email(sent_at=old)),
            "to_come": signed(email(sent_at=soon)),
            "unclear_from": signed(email(sender="a@ada.example, b@ada.example")),
            "no_date": signed(email().replace(b"Date: ", b"Date: some ")),
            "not_an_email": b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
            "too_large": b"x" * (dkim_email.MOST_BYTES + 1),
        }
        sentences = set()
        for code, raw in tricks.items():
            with subtests.test(code):
                found, sentence = refusal_of(raw)
                assert found == code
                sentences.add(sentence)
        assert len(sentences) == len(tricks)

    def test_wants_from_subject_and_date_signed(self, subtests):
        for name in ("Subject", "Date"):
            with subtests.test(name):
                names = tuple(each for each in SIGNED if each != name)
                code, sentence = refusal_of(signed(email(), names=names))
                assert (code, name in sentence) == ("unsigned_header", True)
        without_from = signed(email()).replace(b"h=from : ", b"h=", 1)
        assert b"h=to" in without_from
        code, sentence = refusal_of(without_from)
        assert (code, "From" in sentence) == ("unsigned_header", True)

    def test_refuses_two_of_any_line_that_readers_see_once(self, subtests):
        for name in ("Subject", "Date", "To", "Sender", "Reply-To", "Content-Type", "MIME-Version"):
            with subtests.test(name):
                added = f"{name}: x\r\n{name}: x\r\n".encode()
                assert refusal_of(added + signed(email()))[0] == "double_header"
        # Signed one time more than it's there: still no second one may be added.
        oversigned = signed(email(), names=(*SIGNED, "From", "Subject"))
        assert dkim_email.verify(oversigned, now=NOW).domain == "ada.example"
        assert refusal_of(b"Subject: Another\r\n" + oversigned)[0] == "double_header"

    def test_wants_exactly_the_domain_of_the_from_line(self, subtests):
        senders = {
            "Ada <ada@mail.ada.example>": "ada.example",
            "Ada <ada@ada.example>": "mail.ada.example",
            "Ada <ada@ada.example.evil.example>": "evil.example",
        }
        for sender, domain in senders.items():
            with subtests.test(sender):
                assert refusal_of(signed(email(sender=sender), domain=domain))[0] == "not_aligned"
        endless = signed(email(sender=f"{'a' * 300}@ada.example"))
        assert refusal_of(endless)[0] == "unclear_from"
        hidden = signed(email(sender='"ada@ada.example" <x@evil.example>'), domain="evil.example")
        assert refusal_of(hidden)[0] == "unclear_from"

    def test_judges_the_key_too(self, subtests, key):
        records = {
            "weak_key": record(WEAK_KEY),
            "testing": record(more="t=s:y; "),
            "revoked": record(""),
            "algorithm": record(more="h=sha1; "),
            "no_key": record("AAAA"),
        }
        key[KEY_NAME, "TXT"] = [record(more=r"n=\000; ")]  # PostgreSQL keeps no NUL
        assert refusal_of(signed(email()))[0] == "no_key"
        for code, text in records.items():
            with subtests.test(code):
                key[KEY_NAME, "TXT"] = [text]
                assert refusal_of(signed(email()))[0] == code
        del key[KEY_NAME, "TXT"]
        assert refusal_of(signed(email()))[0] == "no_key"
        key[KEY_NAME, "TXT"] = [record(), record(WEAK_KEY)]
        assert refusal_of(signed(email()))[0] == "no_key"

    def test_reads_only_what_the_sender_wrote(self):
        body = "We never signed that.\r\n\r\nOn Monday, you wrote:\r\n> Send AB2C-DE3F-GH4J\r\n"
        found = dkim_email.verify(signed(email(body)), now=NOW)
        assert ("AB2C" in found.text, "AB2C" in found.quoted) == (False, True)

    def test_reads_only_that_in_an_email_whose_type_somebody_changed(self, subtests):
        """Google doesn't sign Content-Type."""
        names = tuple(name for name in SIGNED if name != "Content-Type")
        plain = b'text/plain; charset="utf-8"'
        html = b"text/html"
        parts = b'multipart/alternative; boundary="real"'
        text = (
            "We never signed.\r\n\r\nOn Monday, you wrote:\r\n--trap\r\n"
            "Content-Type: text/plain\r\n\r\nAB2C-DE3F-GH4J\r\n"
        )
        markup = "<div>No.</div><blockquote>AB2C-DE3F-GH4J</blockquote>\r\n"
        several = f"--real\r\nContent-Type: text/html\r\n\r\n{markup}\r\n--real--\r\n"
        for body, kind, false in (
            (text, plain, b'multipart/mixed; boundary="trap"'),
            (text, plain, html),
            (text, plain, b"text/plain; charset=cp037"),
            (markup, html, plain),
            (several, parts, plain),
            (several, parts, html),
            (several, parts, b'multipart/mixed; boundary="other"'),
        ):
            with subtests.test(false, body=body):
                good = signed(email(body).replace(plain, kind), names=names)
                assert "AB2C" not in dkim_email.verify(good, now=NOW).text
                assert refusal_of(good.replace(kind, false, 1))[0] == "reshaped"
        own = several.replace("No.", "AB2C-DE3F-GH4J")
        good = signed(email(own).replace(plain, parts), names=names)
        assert "AB2C" in dkim_email.verify(good, now=NOW).text

    def test_refuses_what_a_program_sent_although_the_domain_signed_it(self):
        vacation = email(
            "I’m away. You wrote: AB2C-DE3F-GH4J\r\n", more="Auto-Submitted: auto-replied\r\n"
        )
        assert refusal_of(signed(vacation))[0] == "automatic"

    def test_survives_hostile_bytes(self, subtests):
        hostile = [
            b"",
            b"\r\n\r\n",
            b"From:\r\n\r\n",
            b"From: @\r\nSubject:\r\nDate: 9999\r\nDKIM-Signature: d\r\n\r\n",
            signed(email()).replace(b"s=s1", b"s=../x"),
            with_tag(signed(email()), "x=99999999999999999999"),
            with_tag(signed(email()), "d=evil.example"),
            signed(email()).replace(b"From: ", b"From : "),
            b"From: a\rSubject: b\r\n\r\n",
            b"X: " + b"y" * 200_000 + b"\r\n\r\n",
        ]
        for number, raw in enumerate(hostile):
            with subtests.test(number):
                assert refusal_of(raw)[1]
