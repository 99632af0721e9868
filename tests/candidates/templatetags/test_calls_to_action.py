from urllib.parse import parse_qs, unquote, urlsplit

from candidates.templatetags.calls_to_action import mailto


class TestMailto:
    def test_writes_subject_and_body_as_mail_programs_read_them(self):
        link = mailto("a&b@example.org", "Yes & no?", "Dear Ada,\n\n1 + 1 = 2 #now\n")
        assert link.startswith("mailto:a%26b@example.org?subject=Yes%20%26%20no%3F&body=")
        assert "+" not in link
        fields = parse_qs(urlsplit(link).query)
        assert fields["body"] == ["Dear Ada,\r\n\r\n1 + 1 = 2 #now"]

    def test_leaves_the_address_to_the_reader(self):
        assert mailto("", "A", "B") == "mailto:?subject=A&body=B"

    def test_lets_no_address_add_a_field(self):
        address = urlsplit(mailto("a?bcc=b@example.org", "A", "B")).path
        assert unquote(address) == "a?bcc=b@example.org"
