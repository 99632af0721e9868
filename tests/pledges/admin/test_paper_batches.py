import datetime
from pathlib import Path

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from pledges.models import PaperBatch, Petition
from pledges.statistics import petition_figures
from tests.factories import OrganizerFactory
from tests.pictures import pdf, photograph, uploaded
from tests.pledges.admin.pages import add_to, list_of, page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    settings.PRIVATE_MEDIA_ROOT = tmp_path / "private"
    return tmp_path / "private"


def posted(client: Client, petition: Petition, **changes: object):
    typed = {
        "petition": petition.pk,
        "count": 12,
        "place": "MI",
        "collected_on": timezone.localdate(),
        "note": "Market square",
        "scan_file": uploaded(photograph()),
    }
    return client.post(add_to("paperbatch"), typed | changes)


def entered(client: Client, petition: Petition, **changes: object) -> PaperBatch:
    response = posted(client, petition, **changes)
    batch = PaperBatch.objects.latest("pk")
    assert response.headers["Location"] == page("change", batch)
    return batch


class TestEntering:
    def test_counts_at_once_and_keeps_the_bytes_private(self, admin_client, petition, folder):
        batch = entered(admin_client, petition)
        assert petition_figures(petition).on_paper == 12
        assert (folder / batch.scan.name).read_bytes() == photograph()
        assert "square" not in batch.scan.name
        shown = admin_client.get(page("change", batch)).text
        for words in ("12 paper signatures in all", "Michigan", "Market square", batch.sha256):
            assert words in shown
        assert str(batch.petition) in admin_client.get(list_of("paperbatch")).text

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("collected_on", timezone.localdate() + datetime.timedelta(days=2)),
            ("count", 0),
            ("count", "many"),
            ("place", "XX"),
            ("scan_file", ""),
            ("scan_file", uploaded(b"<svg></svg>")),
        ],
    )
    def test_refuses_in_words_and_stores_nothing(
        self, admin_client, petition, folder, field, value
    ):
        refused = posted(admin_client, petition, **{field: value})
        assert refused.status_code == 422
        assert refused.context["form"].errors[field]
        assert 'value="Market square"' in refused.text
        assert not PaperBatch.objects.exists()
        assert not list(folder.rglob("*.jpg"))

    def test_takes_armed_forces_and_mixed_sheets(self, admin_client, petition):
        for place in ("AF", ""):
            assert entered(admin_client, petition, place=place).place == place


class TestScan:
    def test_is_handed_to_organizers_only(self, admin_client, client, petition):
        batch = entered(admin_client, petition, scan_file=uploaded(pdf()))
        response = admin_client.get(page("scan", batch))
        assert b"".join(response.streaming_content) == pdf()
        assert response.headers["Content-Type"] == "application/pdf"
        assert "attachment" in response.headers["Content-Disposition"]
        assert client.get(page("scan", batch)).status_code == 302
        client.force_login(OrganizerFactory.create())
        assert client.get(page("scan", batch)).status_code == 403

    def test_that_is_lost_is_not_found(self, admin_client, petition, folder):
        batch = entered(admin_client, petition)
        (folder / batch.scan.name).unlink()
        assert admin_client.get(page("scan", batch)).status_code == 404

    def test_that_was_erased_is_not_offered(self, admin_client, petition):
        batch = entered(admin_client, petition)
        assert "Download it" in admin_client.get(page("change", batch)).text
        batch.forget_scan()
        shown = admin_client.get(page("change", batch)).text
        assert "Deleted, as we promised the signers." in shown
        assert "Download it" not in shown
        assert admin_client.get(page("scan", batch)).status_code == 404


class TestTakingBack:
    def test_counts_no_more_and_stays_on_record(self, admin_client, petition):
        batch = entered(admin_client, petition)
        assert admin_client.post(page("take_back", batch), {"reason": ""}).status_code == 422
        admin_client.post(page("take_back", batch), {"reason": "Counted twice."})
        assert petition_figures(petition).on_paper == 0
        assert "Counted twice." in admin_client.get(page("change", batch)).text
        again = admin_client.post(page("take_back", batch), {"reason": "x"})
        assert (again.status_code, "already removed" in again.text) == (422, True)
        assert "Counted twice." in admin_client.get(page("history", batch)).text

    def test_is_all_that_changes_a_batch(self, admin_client, petition):
        batch = entered(admin_client, petition)
        admin_client.post(page("change", batch), {"count": "900"})
        batch.refresh_from_db()
        assert batch.count == 12
        assert admin_client.post(page("delete", batch), {"post": "yes"}).status_code == 403


class TestRelease:
    @pytest.fixture
    def large(self, settings, admin_client, petition) -> PaperBatch:
        settings.PAPER_BATCH_LIMIT = 100
        return entered(admin_client, petition, count="1000000")

    def test_of_a_large_batch_is_for_a_second_person(self, admin_client, petition, large):
        assert petition_figures(petition).total == 0
        shown = admin_client.get(page("change", large)).text
        assert "needs a second person" in shown
        assert page("release", large) not in shown
        refused = admin_client.post(page("release", large))
        assert refused.status_code == 422
        assert "so someone else has to release it" in refused.text
        waits = "1 paper batch needs a second person."
        assert waits not in admin_client.get("/admin/").text

        second = Client()
        second.force_login(OrganizerFactory.create(is_superuser=True))
        assert waits in second.get("/admin/").text
        assert page("release", large) in second.get(page("change", large)).text
        second.post(page("release", large))
        assert petition_figures(petition).total == 1_000_000
        assert second.post(page("release", large)).status_code == 422

    def test_is_refused_by_the_database_for_one_person(self, petition, large):
        with pytest.raises(IntegrityError, match="released_by_a_second_person"):
            PaperBatch.objects.filter(pk=large.pk).update(
                awaits_release=False, released_by=large.entered_by, released_at=timezone.now()
            )

    def test_is_not_possible_after_it_was_taken_back(self, admin_client, petition, large):
        admin_client.post(page("take_back", large), {"reason": "A typo."})
        second = Client()
        second.force_login(OrganizerFactory.create(is_superuser=True))
        assert second.post(page("release", large)).status_code == 422
        assert petition_figures(petition).total == 0

    def test_is_not_needed_at_the_limit_or_in_a_team_of_one(self, settings, admin_client, petition):
        settings.PAPER_BATCH_LIMIT = 100
        entered(admin_client, petition, count=100)
        settings.TWO_PERSON_RULE = False
        entered(admin_client, petition, count=101)
        assert petition_figures(petition).total == 201

    def test_is_for_those_who_may_change_batches(self, client, large):
        client.force_login(OrganizerFactory.create())
        assert client.post(page("release", large)).status_code == 403
