import pytest

from campaign.lib.email_addresses import ascii_domain, hides_something, trimmed


class TestTrimmed:
    def test_drops_what_nobody_sees_at_the_ends(self):
        assert trimmed("\u200b ada@example.org\u00a0\ufe0f") == "ada@example.org"
        assert trimmed("\u3164\u00ad") == ""


class TestHidesSomething:
    def test_is_true_of_an_invisible_character_inside(self):
        assert hides_something("ada\u200b@example.org")
        assert not hides_something("Ada Quartz\nada@example.org")


class TestAsciiDomain:
    @pytest.mark.parametrize(
        ("typed", "ascii_form"),
        [
            ("Example.ORG", "example.org"),
            ("faß.de", "xn--fa-hia.de"),
            ("BÜCHER.example", "xn--bcher-kva.example"),
            ("ｅxample.org", "example.org"),
        ],
    )
    def test_is_in_lower_case_and_in_ascii(self, typed: str, ascii_form: str):
        assert ascii_domain(typed) == ascii_form

    def test_refuses_what_can_be_no_domain(self):
        with pytest.raises(ValueError, match=r"."):
            ascii_domain("xn--\u2603.example")
