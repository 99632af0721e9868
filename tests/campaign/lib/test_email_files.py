import stat
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection

from campaign.lib.email_files import WrittenEmail, email_files, read_email

LONG_LINE = "https://example.org/confirm/" + "a1b2" * 60 + "/"


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "campaign.lib.email_files.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "var" / "mail")
    return tmp_path / "var" / "mail"


def only_mail() -> WrittenEmail:
    [path] = email_files()
    return read_email(path)


class TestEmailBackend:
    def test_writes_each_message_to_a_file_of_its_own(self, folder):
        for number in range(20):
            EmailMessage(f"Number {number}", "Text.", to=["fern@example.org"]).send()
        subjects = [
            message_from_bytes(path.read_bytes(), policy=policy.default)["Subject"]
            for path in sorted(folder.iterdir())
        ]
        assert subjects == [f"Number {number}" for number in range(20)]

    def test_counts_the_messages_of_one_connection(self, folder):
        messages = [EmailMessage("One", "Text."), EmailMessage("Two", "Text.")]
        assert get_connection().send_messages(messages) == 2
        assert len(list(folder.iterdir())) == 2

    def test_writes_nothing_but_the_message(self, folder):
        EmailMessage("One", "Text.", to=["fern@example.org"]).send()
        [path] = folder.iterdir()
        assert path.read_bytes().endswith(b"\n\nText.")

    def test_keeps_mail_to_its_owner(self, folder):
        EmailMessage("One", "Text.", to=["fern@example.org"]).send()
        [path] = folder.iterdir()
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


class TestMailFiles:
    def test_are_none_before_the_first_mail(self, folder):
        assert email_files() == []

    def test_come_newest_first(self, folder):
        for number in range(3):
            EmailMessage(f"Number {number}", "Text.", to=["fern@example.org"]).send()
        assert [read_email(path).subject for path in email_files()] == [
            "Number 2",
            "Number 1",
            "Number 0",
        ]

    def test_leave_out_what_is_being_written(self, folder):
        EmailMessage("One", "Text.", to=["fern@example.org"]).send()
        (folder / ".20260101-000000-000000-00000000.log-half").write_text("Subject: ha")
        (folder / "notes.txt").write_text("Subject: no mail")
        assert only_mail().subject == "One"


class TestReadMail:
    def test_undoes_how_mail_is_packed(self, folder):
        mail = EmailMultiAlternatives(
            "Señal 李雷", f"Grüße\n\n{LONG_LINE}\n", to=["Moss Müller <moss@example.org>"]
        )
        mail.attach_alternative("<p>Grüße</p>", "text/html")
        mail.send()
        read = only_mail()
        assert read.subject == "Señal 李雷"
        assert read.recipients == "Moss Müller <moss@example.org>"
        assert read.text == f"Grüße\n\n{LONG_LINE}\n"
        assert read.html.strip() == "<p>Grüße</p>"
        assert ("To", "Moss Müller <moss@example.org>") in read.headers

    def test_needs_neither_html_nor_headers(self, folder):
        EmailMessage("", "Text.", bcc=["fern@example.org"]).send()
        read = only_mail()
        assert (read.subject, read.recipients, read.html) == ("", "", "")
        assert read.text.strip() == "Text."
