import pytest
from django import forms
from django.core.exceptions import ValidationError

from campaign.lib.forms import (
    EmailAddressField,
    PersonNameField,
    PlainTextField,
    PublicForm,
    WebAddressField,
    shares_fields,
)


def cleaned(field: forms.Field, value: str) -> str:
    """Return the cleaned value; raise ValidationError as a form would show it."""
    return field.clean(value)


def codes_of(field: forms.Field, value: str) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        field.clean(value)
    return [error.code for error in refused.value.error_list]


class TestPlainTextField:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("  The party is Green.\n", "The party is Green."),
            ("one\r\ntwo\rthree", "one\ntwo\nthree"),
            ("pasted\tcells", "pasted cells"),
            ("Nun\u0303ez", "Nuñez"),
            ("李雷", "李雷"),
            ("O'Brien-Nuñez", "O'Brien-Nuñez"),
            ("<script>alert(1)</script>", "<script>alert(1)</script>"),
            ("👩\u200d🚀", "👩\u200d🚀"),
        ],
    )
    def test_keeps_what_was_typed(self, typed, kept):
        assert cleaned(PlainTextField(max_length=40), typed) == kept

    @pytest.mark.parametrize(
        "blank", ["", "   ", "\n\t", "\u200b\u200c\u2060", "\u3164\u2800", "\u00ad"]
    )
    def test_takes_only_invisible_characters_for_nothing(self, blank):
        assert codes_of(PlainTextField(max_length=40), blank) == ["required"]

    @pytest.mark.parametrize("bad", ["a\0b", "a\x07b", "a\x1b[31m", "a\u202eb", "a\u2066b"])
    def test_refuses_control_and_direction_characters(self, bad):
        assert codes_of(PlainTextField(max_length=40), bad) == ["control_character"]

    def test_counts_a_line_end_once_as_the_browser_does(self):
        assert cleaned(PlainTextField(max_length=3), "a\r\nb") == "a\nb"
        assert codes_of(PlainTextField(max_length=3), "abcd") == ["max_length"]

    def test_says_how_long_the_text_is(self):
        with pytest.raises(ValidationError, match="at most 3 characters; this has 5"):
            cleaned(PlainTextField(max_length=3), "abcde")

    def test_stops_typing_at_the_longest_text(self):
        assert 'maxlength="3"' in str(
            type("Form", (forms.Form,), {"text": PlainTextField(max_length=3)})()["text"]
        )


class TestEmailAddressField:
    @pytest.mark.parametrize(
        "email",
        [
            "ada@example.org",
            " ada+tag@example.org\n",
            "o'brien@example.org",
            f"{'a' * 64}@example.org",
            "Ada@Example.org",
        ],
    )
    def test_takes_an_address_as_typed(self, email):
        assert cleaned(EmailAddressField(), email) == email.strip()

    @pytest.mark.parametrize(
        "character",
        [
            *"\u00ad\u200b\u200e\u202a\u202c\u202e\u2060\u2066\u2069",
            *"\ufeff\u00a0\u3164\ufe0f\u0007\U000e0020",
        ],
    )
    def test_drops_an_invisible_character_at_the_ends_and_refuses_one_inside(self, character):
        typed = f"{character} {character}ada@example.org{character}\n"
        assert cleaned(EmailAddressField(), typed) == "ada@example.org"
        for typed in (f"a{character}da@example.org", f"ada@exam{character}ple.org"):
            assert codes_of(EmailAddressField(), typed) == ["invisible_character"]

    def test_takes_an_address_of_which_nothing_is_visible_for_none(self):
        assert codes_of(EmailAddressField(), "\u200b\u202c") == ["required"]

    @pytest.mark.parametrize(
        ("domain", "in_ascii"),
        [
            ("faß.de", "xn--fa-hia.de"),
            ("Bücher.example", "xn--bcher-kva.example"),
            ("xn--fa-hia.de", "xn--fa-hia.de"),
            ("例え。jp", "xn--r8jz45g.jp"),
            ("ｅｘａｍｐｌｅ.org", "example.org"),
        ],
    )
    def test_writes_a_domain_as_idna_2008_does(self, domain, in_ascii):
        assert cleaned(EmailAddressField(), f"ada@{domain}") == f"ada@{in_ascii}"

    @pytest.mark.parametrize(
        "email",
        [
            "ada",
            "ada@",
            "ada@localhost",
            "ada@example.org\nBcc: b@example.org",
            "ada@example.org, bo@example.org",
            "ada@example.org;bo@example.org",
            "Ada <ada@example.org>",
            '"ada"@example.org',
            '"a\\da"@example.org',
            "ada@[192.0.2.1]",
            "ada@[IPv6:2001:db8::1]",
            f"{'a' * 65}@example.org",
            "ada@@example.org",
            "ada@example..org",
            "ada@☃.net",
            "ada@xn--a.de",
            "ada@faß..de",
            f"ada@{'ß' * 5000}.de",
        ],
    )
    def test_refuses_what_is_not_one_address_at_a_domain(self, email):
        assert codes_of(EmailAddressField(), email) == ["invalid"]

    def test_tells_a_browser_what_to_offer(self):
        field = type("Form", (forms.Form,), {"email": EmailAddressField()})()["email"]
        assert 'type="email"' in str(field)
        assert 'autocomplete="email"' in str(field)


class TestWebAddressField:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
            ("http://example.org", "http://example.org"),
            ("example.org/page", "https://example.org/page"),
        ],
    )
    def test_takes_a_web_address(self, typed, kept):
        assert cleaned(WebAddressField(), typed) == kept

    @pytest.mark.parametrize(
        "url",
        [
            "javascript:alert(1)",
            "ftp://example.org",
            "data:text/html,x",
            "https://",
            "two words",
            "http://[::1",
            "https://example.org/\nx",
        ],
    )
    def test_refuses_anything_else(self, url):
        assert set(codes_of(WebAddressField(), url)) == {"invalid"}


class ExampleForm(PublicForm):
    text = PlainTextField(max_length=10)


class TestPublicForm:
    def test_knows_that_anything_written_into_the_honeypot_fills_it(self):
        for written in ["https://spam.example", "\0", "x" * 100_000]:
            form = ExampleForm({"text": "a", "leaf": written})
            assert form.is_valid()
            assert form.filled_honeypot

    def test_leaves_the_honeypot_empty_for_a_person(self):
        for data in [{"text": "a"}, {"text": "a", "leaf": ""}]:
            form = ExampleForm(data)
            assert form.is_valid()
            assert not form.filled_honeypot

    def test_hides_the_honeypot_from_the_keyboard_and_from_screen_readers(self):
        drawn = ExampleForm()["leaf"].as_field_group()
        assert "field--honeypot" in drawn
        assert 'aria-hidden="true"' in drawn
        assert 'tabindex="-1"' in drawn
        assert 'autocomplete="off"' in drawn
        # Without our styles it is drawn, but nobody can write into it.
        assert " inert>" in drawn

    def test_names_the_honeypot_like_nothing_that_programs_fill_in(self):
        drawn = ExampleForm()["leaf"].as_field_group().lower().replace('name="leaf"', "")
        known = "website url homepage name mail phone tel address street city state zip postal"
        known += " country company organization title user login password birth sex card code"
        assert not [word for word in known.split() if word in drawn]


class TestPersonNameField:
    @pytest.mark.parametrize(
        "name", ["O'Brien-Nuñez", "李雷", "X", "St. John", "J.R. Reed", "Dr.No", "Ana-Maria 3rd"]
    )
    def test_keeps_a_name_exactly(self, name):
        assert cleaned(PersonNameField(max_length=40), name) == name

    @pytest.mark.parametrize(
        "name",
        [
            "https://spam.example",
            "see www.spam",
            "buy at spam.com",
            "spam.COM/now",
            "ｗｗｗ．spam",
            "two\nlines",
        ],
    )
    def test_refuses_a_link_and_a_second_line(self, name):
        assert codes_of(PersonNameField(max_length=40), name) == ["no_name"]

    @pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM", "＝1", "＋1", "－1", "＠x"])
    def test_refuses_what_a_spreadsheet_would_calculate(self, name):
        assert codes_of(PersonNameField(max_length=40), name) == ["formula"]


class TestSharesFields:
    def test_is_for_the_forms_of_a_class_and_none_of_its_subclasses(self):
        @shares_fields
        class Kept(forms.Form):
            name = forms.CharField()

        class Changed(Kept):
            pass

        first, second = Kept(), Kept()
        assert first.fields["name"] is second.fields["name"]
        del first.fields["name"]
        assert "name" in second.fields
        assert Changed().fields["name"] is not second.fields["name"]
