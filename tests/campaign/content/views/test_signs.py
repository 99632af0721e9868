"""Signs to print and carry."""

import re

import pytest
from pypdf import PdfReader

from campaign.content.models import Picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign(settings, tmp_path) -> Picture:
    settings.MEDIA_ROOT = tmp_path
    sign = Picture(words="NO ONE / IS A NUMBER", alt="No one is a number", stock="orange")
    sign.letter()
    sign.save()
    return sign


class TestSigns:
    def test_offer_each_sign_on_both_papers(self, client, sign, tmp_path):
        page = client.get("/signs/").text
        files = re.findall(r'href="(/signs/[^"]+\.pdf)"', page)
        names = []
        for address in files:
            answer = client.get(address)
            assert answer.headers["Content-Type"] == "application/pdf"
            assert "max-age=31536000" in answer.headers["Cache-Control"]
            (tmp_path / "sign.pdf").write_bytes(answer.content)
            assert len(PdfReader(tmp_path / "sign.pdf").pages) == 1
            names.append(answer.headers["Content-Disposition"])
        assert names == [
            'inline; filename="no-one-is-a-number-letter.pdf"',
            'inline; filename="no-one-is-a-number-tabloid.pdf"',
        ]
        assert 'href="/signs/"' in client.get("/").text

    def test_show_photographs_that_organizers_uploaded(self, client, sign):
        assert "In the streets" not in client.get("/signs/").text
        Picture.objects.create(
            alt="A crowd at a bridge",
            faces="crowd",
            credit="Ada",
            license="CC BY 4.0",
            stem="0" * 32,
            width=480,
            height=300,
        )
        assert 'alt="A crowd at a bridge"' in client.get("/signs/").text

    def test_have_no_file_once_a_sign_is_hidden_or_drawn_again(self, client, sign):
        address = f"/signs/{sign.stem}-letter.pdf"
        assert client.get(address).status_code == 200
        Picture.objects.update(is_published=False)
        assert client.get(address).status_code == 404
        assert "There’s no sign to print yet." in client.get("/signs/").text
