"""Where the pictures of shared links are, and what their addresses answer."""

import io

import pytest
from PIL import Image

from tests.campaign.shared_links import image_of
from tests.factories import publish_answer, run

pytestmark = pytest.mark.usefixtures("preview_media")


@pytest.fixture
def candidacy():
    return run("Ada Quartz")


class TestPreviews:
    @pytest.mark.parametrize("path", ["/", "/mission/", "/tracker/", "/tracker/signed/"])
    def test_are_pictures_of_1200_by_630(self, client, path):
        answer = client.get(image_of(client, path))
        assert answer.headers["Content-Type"] == "image/png"
        assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)

    @pytest.mark.parametrize("path", ["/", "/tracker/", "/tracker/mi/"])
    def test_change_their_address_with_the_figures(self, client, candidacy, path):
        before = image_of(client, path)
        publish_answer(candidacy)
        after = image_of(client, path)
        assert before != after
        now, earlier = client.get(after), client.get(before)
        assert now.content == earlier.content
        assert "max-age=31536000" in now.headers["Cache-Control"]
        assert "max-age=60" in earlier.headers["Cache-Control"]

    def test_of_another_name_of_a_page_lead_to_its_own(self, client, candidacy):
        address = image_of(client, "/tracker/mi/")
        answer = client.get(address.replace("/mi/", "/MI/"))
        assert answer.headers["Location"] == address

    @pytest.mark.parametrize(
        "path",
        ["/previews/state/zz/0123456789abcdef.png", "/previews/candidate/9/0123456789abcdef.png",
         "/previews/article/none/0123456789abcdef.png"],
    )  # fmt: skip
    def test_of_no_page_are_not_found(self, client, path):
        assert client.get(path).status_code == 404
