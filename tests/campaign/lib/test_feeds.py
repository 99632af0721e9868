import datetime

import pytest

from campaign.lib.feeds import Entry, atom_text

MOMENT = datetime.datetime(2026, 3, 14, 12, tzinfo=datetime.UTC)
ENTRY = Entry("entry-1", "Beds\x0b & more", "<b>", "/news/1/", MOMENT, MOMENT)
FEED = {"title": "News", "author": "Ours", "page_path": "/news/", "feed_path": "/news/feed/"}


class TestAtomText:
    @pytest.fixture(autouse=True)
    def public_address(self, settings):
        settings.SITE_URL = "https://example.org"

    def test_has_full_addresses_and_an_id_that_stays(self):
        text = atom_text([ENTRY], **FEED)
        assert '<link href="https://example.org/news/1/" rel="alternate"' in text
        assert "<id>https://example.org/news/#entry-1</id>" in text

    def test_is_the_same_until_an_entry_changes(self):
        assert atom_text([ENTRY], **FEED) == atom_text([ENTRY], **FEED)
        assert "<updated>2026-03-14T12:00:00+00:00</updated>" in atom_text([ENTRY], **FEED)
        assert atom_text([], **FEED) == atom_text([], **FEED)

    def test_leaves_out_what_xml_cannot_write(self):
        assert "<title>Beds &amp; more</title>" in atom_text([ENTRY], **FEED)
        assert "&amp;lt;b&amp;gt;" in atom_text([ENTRY], **FEED)
