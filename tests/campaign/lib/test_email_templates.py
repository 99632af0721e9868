import pytest

from campaign.content.models import Profile
from campaign.lib.email_templates import compile_email, postal_address, sender

pytestmark = pytest.mark.django_db


class TestCompileEmail:
    @pytest.fixture
    def compiled(self, settings, tmp_path):
        folder = tmp_path / "emails"
        folder.mkdir()
        (folder / "note.txt").write_text("Hello {{ name }},\n\n\n\n{{ words }}")
        (folder / "note.html").write_text("<p>Hello {{ name }}, {{ words }}</p>")
        [templates] = settings.TEMPLATES
        settings.TEMPLATES = [{**templates, "DIRS": [tmp_path, *templates["DIRS"]]}]
        return compile_email("note", {"words": "A & B"}, subject="A\nnote", slots=["name"])

    def test_fills_in_what_is_each_readers_own(self, compiled):
        email = compiled.to("ada@example.org", {"name": "Ada <3"})
        assert (email.subject, email.to) == ("A note", ["ada@example.org"])
        assert email.body.startswith("Hello Ada <3,\n\nA")
        [[html, _kind]] = email.alternatives
        assert html == "<p>Hello Ada &lt;3, A &amp; B</p>\n"

    def test_asks_for_every_slot(self, compiled):
        with pytest.raises(KeyError):
            compiled.to("ada@example.org", {})

    def test_offers_to_unsubscribe_with_one_click(self, compiled):
        address = "https://example.org/unsubscribe/x/"
        headers = compiled.to("a@example.org", {"name": ""}, unsubscribe_url=address).extra_headers
        assert headers["List-Unsubscribe"] == f"<{address}>"
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert headers["Auto-Submitted"] == "auto-generated"

    def test_counts_the_bytes_of_the_html(self, compiled):
        assert compiled.html_byte_count == len("<p>Hello , A &amp; B</p>\n")


class TestSender:
    def test_is_the_campaign_at_the_address_of_the_settings(self, settings):
        settings.DEFAULT_FROM_EMAIL = "campaign@example.org"
        Profile.objects.create(name="Clean Rivers", ask="Asked.", postal_address="P.O. Box 1")
        assert sender() == "Clean Rivers <campaign@example.org>"
        assert postal_address() == "P.O. Box 1"
