import pytest

from campaign.lib.cache.models import Publication
from campaign.lib.cache.publications import advance, stamps
from campaign.lib.cache.tasks import fold_ended_connections_hourly


@pytest.mark.django_db
class TestFoldEndedConnectionsHourly:
    def test_leaves_a_row_for_all_that_ended_and_makes_no_page_again(self):
        advance()
        living = Publication.objects.get()
        for number in range(1, 6):  # No process has such a number.
            Publication.objects.create(backend=-number, pages=10 * number, counts=number)
        before = stamps()
        for _hour in range(2):
            fold_ended_connections_hourly(0)
            assert stamps() == before
            assert set(Publication.objects.values_list("backend", "pages", "counts")) == {
                (0, 150, 15),
                (living.backend, living.pages, living.counts),
            }
