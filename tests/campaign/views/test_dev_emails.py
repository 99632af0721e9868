from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from campaign.lib.email_files import email_files

LINK = "http://127.0.0.1:8000/confirm/" + "a1b2" * 40 + "/"
HTML = '<!doctype html><title>Grüße</title><p style="color: red">Grüße</p>'

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(settings, tmp_path: Path) -> Path:
    """Show mail as `make run` does, from an empty folder."""
    settings.ROOT_URLCONF = "tests.campaign.views.dev_emails_urls"
    settings.EMAIL_BACKEND = "campaign.lib.email_files.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    return tmp_path


def send(subject: str = "Confirm <soon> & well", *, html: str = HTML) -> str:
    """Write a mail and return its name."""
    mail = EmailMultiAlternatives(
        subject,
        f"Grüße <b>Moss</b>,\n\nhere:\n{LINK}\n",
        to=["moss@example.org"],
        headers={"List-Unsubscribe": "<http://127.0.0.1:8000/unsubscribe/x/>"},
    )
    if html:
        mail.attach_alternative(html, "text/html")
    mail.send()
    return email_files()[0].name


class TestMailbox:
    def test_lists_mail_newest_first_with_its_recipient_and_time(self, client: Client, shown):
        send("First")
        second = send()
        page = client.get("/dev/mail/").content.decode()
        assert page.index("Confirm &lt;soon&gt; &amp; well") < page.index("First")
        assert f'href="/dev/mail/{second}/"' in page
        assert "moss@example.org" in page
        assert page.count("<time datetime=") == 2

    def test_says_when_there_is_none(self, client, shown):
        assert "No emails yet" in client.get("/dev/mail/").content.decode()

    def test_goes_on_on_a_second_page(self, client, shown):
        for number in range(51):
            send(f"Number {number}")
        assert "Number 0<" not in client.get("/dev/mail/").content.decode()
        assert "Number 0<" in client.get("/dev/mail/?page=2").content.decode()
        assert client.get("/dev/mail/?page=3").status_code == 404


class TestMail:
    def test_shows_the_text_with_its_links(self, client, shown):
        page = client.get(f"/dev/mail/{send()}/").content.decode()
        assert f'<a href="{LINK}" rel="nofollow">{LINK}</a>' in page
        assert "Grüße &lt;b&gt;Moss&lt;/b&gt;" in page
        assert "<h1>Confirm &lt;soon&gt; &amp; well</h1>" in page

    def test_shows_every_header_with_its_links(self, client, shown):
        page = client.get(f"/dev/mail/{send()}/").content.decode()
        assert "<dt>Message-ID</dt>" in page
        assert "<dt>To</dt><dd>" in page
        assert 'href="http://127.0.0.1:8000/unsubscribe/x/"' in page

    def test_leads_to_the_html_where_there_is_any(self, client, shown):
        with_html, without = send(), send(html="")
        assert f"/dev/mail/{with_html}/html/" in client.get(f"/dev/mail/{with_html}/").text
        assert "/html/" not in client.get(f"/dev/mail/{without}/").text
        assert client.get(f"/dev/mail/{without}/html/").status_code == 404

    @pytest.mark.parametrize(
        "name",
        [
            "none.log",
            "..",
            "../keys.env",
            "..%2Fkeys.env",
            "%2Fetc%2Fpasswd",
            "notes.txt",
            "*.log",
            "%00",
            "ä" * 300,
        ],
    )
    def test_is_one_of_those_that_are_there(self, client, shown, name):
        send()
        (shown / "notes.txt").write_text("Subject: untold")
        (shown.parent / "keys.env").write_text("SECRET_KEY=untold")
        for address in (f"/dev/mail/{name}/", f"/dev/mail/{name}/html/"):
            response = client.get(address)
            assert response.status_code in {400, 404}
            assert "untold" not in response.content.decode()


class TestMailAsHtml:
    def test_is_the_mail_as_it_was_written(self, client, shown):
        response = client.get(f"/dev/mail/{send()}/html/")
        assert response.headers["Content-Type"] == "text/html; charset=utf-8"
        assert response.content.decode().strip() == HTML
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert "unsafe" not in response.headers["Content-Security-Policy"]


class TestEveryPageOfIt:
    def addresses(self) -> list[str]:
        name = send()
        return ["/dev/mail/", f"/dev/mail/{name}/", f"/dev/mail/{name}/html/"]

    def test_is_kept_out_of_caches_and_search_engines(self, client, shown):
        for address in self.addresses():
            response = client.get(address)
            assert response.status_code == 200
            assert "no-store" in response.headers["Cache-Control"]
            assert response.headers["X-Robots-Tag"] == "noindex"
            assert 'rel="canonical"' not in response.text
            assert "og:url" not in response.text

    def test_serves_reading_only_and_sets_no_cookie(self, client, shown):
        for address in self.addresses():
            assert client.post(address).status_code == 405
            assert client.head(address).content == b""
            assert not client.get(address).cookies

    def test_is_nowhere_without_the_trial(self, client, settings, tmp_path):
        settings.EMAIL_BACKEND = "campaign.lib.email_files.EmailBackend"
        settings.EMAIL_FILE_PATH = str(tmp_path)
        for address in self.addresses():
            assert client.get(address).status_code == 404
