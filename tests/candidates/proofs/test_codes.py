"""One-time codes that a campaign publishes or sends back."""

import re

from candidates.proofs import codes


class TestCodeFor:
    def test_differs_by_nonce_by_words_and_by_secret(self, settings):
        nonce = codes.new_nonce()
        code = codes.code_for(nonce, "signed")
        assert re.fullmatch(r"([2-9A-HJKMNP-TV-Z]{4}-){2}[2-9A-HJKMNP-TV-Z]{4}", code)
        assert codes.code_for(nonce, "signed") == code
        others = {codes.code_for(nonce, "refused"), codes.code_for(codes.new_nonce(), "signed")}
        settings.SECRET_KEY = "another"
        others.add(codes.code_for(nonce, "signed"))
        assert len(others | {code}) == 4


class TestHolds:
    def test_finds_a_code_however_it_was_typed(self):
        written = [
            "AB2C-DE3F-GH4J",
            "ab2cde3fgh4j",
            "<b>AB2C</b> DE3F – GH4J",
            "x: AB2C-DE3F\n-GH4J",
        ]
        assert all(codes.holds(text, "AB2C-DE3F-GH4J") for text in written)
        assert not codes.holds("AB2C-DE3F-GH4K", "AB2C-DE3F-GH4J")
