"""Files that come by a campaign's link. If they're too large, nothing typed gets lost."""

from __future__ import annotations

import pytest
import time_machine
from django.core.files.uploadedfile import UploadedFile

from campaign.lib.malformed_requests import LARGEST_BODY_OF_CAMPAIGNS
from candidates.models import DeskSubmission
from tests.candidates.desk.desks import SIGN, a_link, post, submit
from tests.pictures import archive, pdf, picture, uploaded

pytestmark = pytest.mark.django_db
MB = 1_000_000
TOO_LARGE = "Your files are larger than 25 MB together."
TYPED = {**SIGN, "recording_url": "https://basalt.example/said"}


def a_pdf(size: int):
    return uploaded(pdf() + b" " * (size - len(pdf()) - 5) + b"%%EOF", "page.pdf")


def problems_of(response) -> str:
    """Return what the page says first; the sentences are also there for its script."""
    page = response.content.decode()
    return page.partition('class="error-summary"')[2].partition("</ul>")[0]


def is_last_file_dropped(response) -> bool:
    """Say whether the site kept only the size of the last file, and no bytes on its disk."""
    return type(response.wsgi_request.FILES.getlist("scans")[-1]) is UploadedFile


class TestFiles:
    def test_are_kept_as_they_came(self):
        link = a_link()
        files = [uploaded(pdf(), "page.pdf"), uploaded(picture(), "photo.jpg")]
        sent = submit(link, scans=files)
        kept = [(item.sha256, item.original.name.rpartition(".")[2]) for item in sent.files.all()]
        assert [extension for _hash, extension in kept] == ["pdf", "jpg"]
        assert all(sha256 in sent.text for sha256, _extension in kept)

    def test_are_refused_if_they_are_not_what_we_take(self, subtests):
        link = a_link()
        four = [uploaded(pdf(), f"{number}.pdf") for number in range(4)]
        for files, sentence in (
            (four, "Choose at most three files."),
            ([uploaded(archive(), "page.pdf")], "Upload a JPEG"),
        ):
            with subtests.test(sentence):
                response = post(link, scans=files)
                assert response.status_code == 422
                assert sentence in problems_of(response)

    def test_are_not_read_for_a_link_that_never_was(self, client):
        files = {"scans": uploaded(pdf() + b" " * 70_000 + b"%%EOF", "page.pdf")}
        response = client.post(f"/desk/{'x' * 43}/send/sign/", {**SIGN, **files})
        assert response.status_code == 404
        assert "I have seen the cells." not in response.text
        assert client.post("/join/", {"name": "x" * 70_000}).status_code == 413


class TestLargeFiles:
    def test_leave_what_was_typed_before_and_after_them(self, subtests):
        link = a_link()
        for sizes in ([26 * MB], [12 * MB, 50 * MB]):
            with subtests.test(sizes):
                response = post(link, **TYPED, scans=[a_pdf(size) for size in sizes])
                assert response.status_code == 422
                page = response.content.decode()
                assert TOO_LARGE in problems_of(response)
                assert is_last_file_dropped(response)
                for kept in (TYPED["words"], TYPED["recording_url"]):
                    assert kept in page, kept
        assert not DeskSubmission.objects.exists()

    def test_are_kept_up_to_25_mb_together(self):
        sent = submit(a_link(), scans=[a_pdf(12_400_000), a_pdf(12_500_000)])
        assert sorted(each.original.size for each in sent.files.all()) == [12_400_000, 12_500_000]

    def test_leave_what_was_typed_at_a_link_that_expired(self):
        link = a_link()
        with time_machine.travel(link.expires_at, tick=False):
            response = post(link, **TYPED, scans=[a_pdf(30 * MB)])
        assert response.status_code == 404
        assert TYPED["recording_url"] in response.content.decode()
        assert is_last_file_dropped(response)

    def test_are_refused_unread_beyond_64_mb(self):
        response = post(a_link(), scans=[a_pdf(70 * MB)])
        assert response.status_code == 413
        assert LARGEST_BODY_OF_CAMPAIGNS < 70 * MB
        assert "more than we can take" in response.content.decode()
