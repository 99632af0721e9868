"""Who sees the picture of a piece of evidence: everybody once its answer is published."""

import io
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from campaign.lib.uploads import PublicPicture, read_upload
from candidates import ledger
from candidates.models import Answer
from tests.factories import OrganizerFactory, draft_answer, run
from tests.pictures import picture, uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(settings, tmp_path: Path) -> Answer:
    """Return a draft that a photograph shows."""
    settings.MEDIA_ROOT = settings.PRIVATE_MEDIA_ROOT = tmp_path
    answer = draft_answer(run("Ada Quartz"))
    ledger.evidence.keep(answer.lead_evidence, read_upload(uploaded(picture())))
    answer.lead_evidence.save()
    return answer


def status_of(client, path: str) -> int:
    response = client.get(path)
    if response.streaming:
        response.getvalue()  # which closes the file
    return response.status_code


def address(answer: Answer) -> str:
    return answer.lead_evidence.public_copy.url


class TestPublicCopy:
    def test_is_served_with_the_policy_and_without_a_cookie(self, client, answer):
        ledger.answers.publish(answer, now=timezone.now())
        response = client.get(address(answer))
        assert response.getvalue()[:4] == b"RIFF"
        assert response.headers["Content-Type"] == "image/webp"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "public, max-age=3600, s-maxage=2"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert "Vary" not in response.headers
        assert not response.cookies

    def test_of_a_draft_is_nobodys_business(self, client, answer):
        assert status_of(client, address(answer)) == 404

    def test_of_an_answer_that_was_taken_back_stays(self, client, answer):
        ledger.answers.publish(answer, now=timezone.now())
        ledger.answers.retract(answer, reason="It was another Ada.", now=timezone.now())
        assert status_of(client, address(answer)) == 200

    def test_of_an_answer_that_an_organizer_holds_is_out_of_view(self, client, answer):
        by, now = OrganizerFactory.create(), timezone.now()
        ledger.answers.publish(answer, now=now)
        held = ledger.holds.hold(answer, reason="It shows an address.", by=by, now=now)
        small = address(answer).replace(".webp", "-240.webp")
        assert [status_of(client, path) for path in (address(answer), small)] == [404, 404]
        ledger.holds.end_overdue(now=held.due_at)
        assert status_of(client, address(answer)) == 200

    def test_that_was_replaced_is_gone(self, client, answer):
        ledger.answers.publish(answer, now=timezone.now())
        former = address(answer)
        ledger.evidence.show(answer.lead_evidence, read_upload(uploaded(picture("PNG"))))
        assert status_of(client, former) == 404
        assert status_of(client, address(answer)) == 200

    def test_whose_file_is_missing_is_not_found(self, client, answer):
        ledger.answers.publish(answer, now=timezone.now())
        answer.lead_evidence.public_copy.storage.delete(answer.lead_evidence.public_copy.name)
        assert status_of(client, address(answer)) == 404
        assert status_of(client, answer.candidacy.get_absolute_url()) == 200

    @pytest.mark.parametrize(
        "name",
        [
            f"evidence/{'0b' * 16}.webp",
            f"other/{'0b' * 16}.webp",
            "evidence/../../private/evidence/x.webp",
            "evidence/%2e%2e/%2e%2e/settings.py",
            f"evidence/{'0a' * 16}.svg",
            "evidence/",
            "",
        ],
    )
    def test_is_all_that_this_folder_shows(self, client, name):
        assert status_of(client, f"/media/{name}") == 404

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
    def test_is_for_reading_only(self, answer, method):
        response = Client(enforce_csrf_checks=True).generic(method, address(answer))
        assert response.status_code == 405
        assert response.headers["Allow"] == "GET, HEAD"


class TestThumbnail:
    def test_is_as_wide_as_pages_show_it_and_nobodys_business_before_that(self, client, answer):
        ledger.evidence.show(answer.lead_evidence, read_upload(uploaded(picture(size=(900, 600)))))
        address_of_scrap = address(answer).replace(".webp", "-240.webp")
        assert status_of(client, address_of_scrap) == 404
        ledger.answers.publish(answer, now=timezone.now())
        response = client.get(address_of_scrap)
        with Image.open(io.BytesIO(response.content)) as drawn:
            assert (drawn.format, *drawn.size) == ("WEBP", 240, 160)
        whole = PublicPicture.of(answer.lead_evidence.public_copy)
        assert whole
        assert whole.thumbnail(240) == PublicPicture(address_of_scrap, 240, 160)
        assert whole.thumbnail(1000) == whole
        assert status_of(client, address(answer).replace(".webp", "-241.webp")) == 404
