"""Organizers' accounts, and what hangs on one that is to be deleted."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import AnswerFactory, OrganizerFactory, OutreachFactory

pytestmark = pytest.mark.django_db
QUERIES_TO_SAY_WHAT_HANGS_ON_A_USER = 60


def page_of(user: User) -> str:
    return reverse("admin:auth_user_delete", args=[user.pk])


class TestDeletion:
    def test_counts_what_forbids_it_with_as_many_queries_for_fifty_rows_as_for_one(
        self, admin_client
    ):
        user = OrganizerFactory()
        AnswerFactory(recorded_by=user)
        with CaptureQueriesContext(
            connection,
        ) as for_one:
            assert "1 answer</li>" in admin_client.get(page_of(user)).text
        AnswerFactory.create_batch(49, recorded_by=user)
        OutreachFactory.create_batch(2, by=user)
        with CaptureQueriesContext(connection) as for_fifty:
            page = admin_client.get(page_of(user))
        assert len(for_fifty) == len(for_one) <= QUERIES_TO_SAY_WHAT_HANGS_ON_A_USER
        assert "50 answers</li>" in page.text
        assert "2 outreach</li>" in page.text
        assert admin_client.post(page_of(user), {"post": "yes"}).status_code == 200
        assert User.objects.filter(pk=user.pk).exists()

    def test_of_somebody_who_did_nothing_works(self, admin_client):
        user = OrganizerFactory()
        assert "Yes, I’m sure" in admin_client.get(page_of(user)).text
        assert admin_client.post(page_of(user), {"post": "yes"}).status_code == 302
        assert not User.objects.filter(pk=user.pk).exists()
