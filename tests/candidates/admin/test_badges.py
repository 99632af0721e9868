import time_machine
from django.test import Client
from django.utils import timezone

from tests.candidates.admin.pages import list_of
from tests.factories import (
    publish_answer,
    run,
)


class TestListOfCandidacies:
    @time_machine.travel("2026-11-03T12:00:00Z")
    def test_shows_the_answer_as_a_badge_with_its_day(self, admin_client: Client):
        publish_answer(run("Inés Basalt"))
        page = admin_client.get(list_of("candidacy")).content.decode()
        assert '<span class="badge badge--signed">Signed · March 14, 2026</span>' in page
        assert '<span class="badge badge--active">Running</span>' in page

    def test_filters_by_what_waits(self, admin_client: Client):
        run("Inés Basalt", missing_from_fec_since=timezone.localdate())
        run("Rowan Agate")
        page = admin_client.get(list_of("candidacy"), {"look": "missing"})
        assert [row.person.full_name for row in page.context["cl"].result_list] == ["Inés Basalt"]
