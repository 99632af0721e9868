import datetime

import pytest
from django.db import IntegrityError, transaction

from pledges.models import Petition, Update
from tests.pledges.people import a_petition

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 4, 15, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(hours=1)


def an_update(petition: Petition, **values: object) -> Update:
    return Update.objects.create(petition=petition, title="A letter", body="Sent.", **values)


class TestUpdate:
    def test_is_on_its_page_from_its_time_on(self):
        petition = a_petition(slug="ice")
        rows = [an_update(petition, published_at=at) for at in (None, NOW, LATER)]
        assert list(Update.objects.published(NOW)) == [rows[1]]
        assert [row.is_published(NOW) for row in rows] == [False, True, False]
        assert rows[1].public_url.endswith(f"/petitions/ice/#update-{rows[1].pk}")


class TestMailing:
    def test_is_under_way_until_it_is_done_paused_too(self):
        petition = a_petition()
        begun = {"sending_asked_at": NOW}
        an_update(petition)
        an_update(petition, **begun, sending_done_at=LATER)
        rows = {an_update(petition, **begun), an_update(petition, **begun, sending_paused_at=NOW)}
        assert set(Update.objects.under_way()) == rows
        assert {row for row in Update.objects.all() if row.is_under_way} == rows

    def test_begins_first_and_is_not_paused_once_it_ended(self):
        petition = a_petition()
        for values, name in (
            ({"sending_paused_at": NOW}, "begins_first"),
            ({"sending_canceled_at": NOW}, "begins_first"),
            ({"sending_done_at": NOW}, "begins_first"),
            (
                {"sending_asked_at": NOW, "sending_paused_at": NOW, "sending_done_at": NOW},
                "paused_before_it_ends",
            ),
        ):
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                an_update(petition, **values)
