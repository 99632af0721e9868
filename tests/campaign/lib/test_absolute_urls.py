from django.test import override_settings

from campaign.lib.absolute_urls import absolute_url


class TestAbsoluteUrl:
    @override_settings(SITE_URL="https://example.org")
    def test_begins_with_the_address_of_the_site(self):
        assert absolute_url("/tracker/") == "https://example.org/tracker/"
