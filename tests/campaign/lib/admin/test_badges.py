from campaign.lib.admin.badges import badge


class TestBadge:
    def test_escapes_its_words(self):
        assert badge("signed", "<b>") == '<span class="badge badge--signed">&lt;b&gt;</span>'
