import datetime

import pytest
from django.utils import timezone

from pledges.models import Milestone, PaperBatch, Petition
from tests.pledges.admin.pages import list_of, page
from tests.pledges.people import a_petition, a_signature, signatures

DAY = datetime.timedelta(days=1)


# session, user, what every page of the admin asks (3), count, petitions, their figures (2)
LIST_QUERIES = 8


pytestmark = pytest.mark.django_db


class TestPage:
    def test_shows_the_figures_and_what_was_reached(self, admin_client):
        petition = a_petition()
        signatures(petition, 11)
        PaperBatch.objects.create(
            petition=petition, count=4, collected_on=timezone.localdate(), scan="x", sha256="0" * 64
        )
        Milestone.objects.create(petition=petition, size=10, reached_at=timezone.now())
        shown = " ".join(admin_client.get(page("change", petition)).text.split())
        assert "15: 11 online, 4 on paper" in shown
        assert "<dd>25</dd>" in shown
        assert "Milestones" in shown


class TestDeletion:
    def test_is_for_what_nobody_signed(self, admin_client):
        signed, unsigned = a_petition(), a_petition()
        a_signature(signed, state="pending")
        delete = {"post": "yes"}
        assert admin_client.post(page("delete", signed), delete).status_code == 403
        assert admin_client.post(page("delete", unsigned), delete).status_code == 302
        assert list(Petition.objects.all()) == [signed]


class TestList:
    @pytest.mark.parametrize("count", [1, 50])
    def test_asks_as_often_for_one_row_as_for_fifty(
        self, admin_client, django_assert_num_queries, count
    ):
        for _number in range(count):
            a_petition()
        with django_assert_num_queries(LIST_QUERIES):
            admin_client.get(list_of("petition"))

    def test_says_that_an_open_petition_closed_with_its_time(self, admin_client):
        a_petition(closes_at=timezone.now() - DAY)
        assert ">closed</span>" in admin_client.get(list_of("petition")).text
