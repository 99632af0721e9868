from campaign.lib.plain_text import plain_text, with_full_addresses

HTML = (
    '<h2>News &amp; thanks</h2><p>Read\n<a href="/news/">our news</a> and '
    '<a href="https://example.org/x">theirs</a>.</p><ul><li>one</li><li><p>two</p></li></ul>'
)


class TestPlainText:
    def test_puts_each_address_on_a_line_of_its_own(self, settings):
        settings.SITE_URL = "https://site.example"
        assert plain_text(HTML) == (
            "News & thanks\n\n"
            "Read our news and theirs.\nhttps://site.example/news/\nhttps://example.org/x\n\n"
            "- one\n\ntwo"
        )


class TestFullAddresses:
    def test_leave_other_sites_alone(self, settings):
        settings.SITE_URL = "https://site.example"
        assert with_full_addresses(HTML).count("https://site.example/news/") == 1
        assert 'href="https://example.org/x"' in with_full_addresses(HTML)
