import datetime

import pytest
from django.urls import reverse

from pledges.models import Recount

pytestmark = pytest.mark.django_db


class TestRecounts:
    def test_are_listed_and_changed_by_nobody(self, admin_client):
        recount = Recount.objects.create(
            counted_at=datetime.datetime(2026, 5, 4, 15, tzinfo=datetime.UTC),
            signature_count=4321,
            drift_count=7,
        )
        shown = admin_client.get(reverse("admin:pledges_recount_changelist")).text
        assert "4321" in shown
        one = reverse("admin:pledges_recount_change", args=[recount.pk])
        assert "manage.py recount --repair" in admin_client.get(one).text
        assert admin_client.post(one, {"drift_count": 0}).status_code == 403
        assert admin_client.get(reverse("admin:pledges_recount_add")).status_code == 403
