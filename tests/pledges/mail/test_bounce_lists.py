import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pledges.mail.addresses import email_key
from pledges.models import Suppression
from tests.pledges.admin.pages import add_to
from tests.pledges.people import a_supporter

ADD = add_to("suppression")
pytestmark = pytest.mark.django_db


def entered(client, text: str):
    return client.post(ADD, {"addresses": text})


def uploaded(client, content: bytes):
    return client.post(ADD, {"file": SimpleUploadedFile("bounces.csv", content)})


class TestBounced:
    def test_stops_mail_to_each_address_known_or_not(self, admin_client):
        known = a_supporter("ines@example.org")
        response = entered(admin_client, "Ines@Example.org\n\nunknown@example.org\n")
        assert response.status_code == 200
        assert "We’ve stopped emailing 2 more addresses." in response.text
        assert "1 belongs to a supporter." in " ".join(response.text.split())
        keys = {bytes(row.email_key) for row in Suppression.objects.filter(reason="bounced")}
        assert keys == {bytes(known.email_key), email_key("unknown@example.org")}

    def test_names_the_lines_that_are_no_address_and_enters_none(self, admin_client):
        response = entered(admin_client, "one@example.org\nnobody\n\nalso not\n")
        assert response.status_code == 422
        assert "Lines 2, 4 have no email address" in response.text
        assert "also not" in response.text
        assert not Suppression.objects.exists()

    def test_changes_no_reason_that_is_known(self, admin_client):
        Suppression.objects.create(email_key=email_key("ines@example.org"), reason="erased")
        assert "We’d already stopped emailing 1." in entered(admin_client, "ines@example.org").text
        assert Suppression.objects.get().reason == "erased"

    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    def test_reads_the_column_of_a_table(self, admin_client, separator):
        rows = [("name", "Email"), ("Ada Quartz", "ada@example.org")]
        text = "\r\n".join(separator.join(row) for row in rows)
        response = uploaded(admin_client, b"\xef\xbb\xbf" + text.encode())
        assert "We’ve stopped emailing 1 more address." in response.text

    def test_reads_one_column_with_its_name(self, admin_client):
        assert "emailing 1 more address" in uploaded(admin_client, b"email\nada@example.org\n").text

    @pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
    def test_reads_lines_however_they_end(self, admin_client, end):
        lines = [b"email,why", b"ada@example.org,5.1.1", b"mica@example.org,5.1.1"]
        assert "emailing 2 more addresses" in uploaded(admin_client, end.join(lines)).text

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (
                b'email,why\n"ada@example.org,x\nmica@example.org,y\nb@example.org,"',
                "line 2. Check",
            ),
            (b"name,email\nAda,ada@example.org\nMica\n", "Line 3 has no email address"),
            (b"name,address\nAda,ada@example.org\n", "column named “email” in the first line."),
            ("email\nadá@example.org".encode("utf-16"), "isn’t UTF-8 text"),
            (b"", "empty"),
        ],
    )
    def test_refuses_a_file_in_words(self, admin_client, content, words):
        refused = uploaded(admin_client, content)
        assert refused.status_code == 422
        assert words in refused.text
        assert not Suppression.objects.exists()

    def test_asks_for_one_of_both(self, admin_client):
        assert entered(admin_client, "").status_code == 422
