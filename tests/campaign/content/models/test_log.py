import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.factories import OrganizerFactory

pytestmark = pytest.mark.django_db


def page_of(user: User) -> str:
    return reverse("admin:auth_user_delete", args=[user.pk])


class TestKeptLogEntry:
    def test_outlives_its_user_who_can_only_be_deactivated(self, admin_client, admin_user):
        user = OrganizerFactory()
        LogEntry.objects.create(user=user, action_flag=CHANGE, object_repr="A row")
        assert "1 log entry</li>" in admin_client.get(page_of(user)).text
        assert admin_client.post(page_of(user), {"post": "yes"}).status_code == 200
        assert LogEntry.objects.filter(user=user).count() == 1
        with pytest.raises(IntegrityError, match="kept"), transaction.atomic():
            user.delete()
