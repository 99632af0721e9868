"""What programs ask for."""

import datetime

import pytest
import time_machine

from campaign.content.models import Profile


@pytest.fixture(autouse=True)
def site(db, settings):
    settings.SITE_URL = "https://example.org"
    return Profile.objects.create(name="Ours", ask="Asked.", contact_email="us@example.org")


class TestRobots:
    def test_are_told_of_the_sitemap(self, client):
        text = client.get("/robots.txt").content.decode()
        assert "Sitemap: https://example.org/sitemap.xml" in text
        assert "admin" not in text


class TestSecurity:
    @pytest.fixture(autouse=True)
    def promise(self, settings):
        settings.SECURITY_TXT_EXPIRES_ON = datetime.date(2027, 6, 30)

    @time_machine.travel("2027-06-30T23:59:00Z")
    def test_says_whom_to_tell_and_until_when(self, client):
        text = client.get("/.well-known/security.txt").content.decode()
        assert "Contact: mailto:us@example.org\n" in text
        assert "Expires: 2027-06-30T23:59:59Z\n" in text
        assert "Canonical: https://example.org/.well-known/security.txt\n" in text

    @time_machine.travel("2027-07-01T00:00:00Z")
    def test_promises_nothing_any_more_once_it_expired(self, client):
        assert client.get("/.well-known/security.txt").status_code == 404

    def test_promises_nothing_without_a_contact(self, client, site):
        site.contact_email = ""
        site.save()
        assert client.get("/.well-known/security.txt").status_code == 404
