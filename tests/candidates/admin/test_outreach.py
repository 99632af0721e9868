import datetime

from django.test import Client
from django.utils import timezone

from candidates.models import Outreach
from tests.candidates.admin.pages import add_to
from tests.factories import run


class TestOutreachForm:
    def test_begins_with_today_and_oneself(self, admin_client: Client, organizer):
        form = admin_client.get(add_to("outreach")).context["adminform"].form
        assert form["done_on"].value() == timezone.localdate()
        assert form["by"].value() == organizer.pk

    def test_adds_an_entry(self, admin_client: Client, organizer):
        candidacy = run()
        admin_client.post(
            add_to("outreach"),
            {
                "candidacy": candidacy.pk,
                "channel": "phone",
                "done_on": "2026-02-03",
                "by": organizer.pk,
                "outcome": "voicemail",
            },
        )
        assert Outreach.objects.get(candidacy=candidacy).channel == "phone"

    def test_takes_no_day_to_come(self, admin_client: Client):
        tomorrow = timezone.localdate() + datetime.timedelta(days=1)
        typed = {"candidacy": run().pk, "channel": "phone", "done_on": tomorrow.isoformat()}
        response = admin_client.post(add_to("outreach"), typed)
        assert response.status_code == 422
        assert "done_on" in response.context["adminform"].form.errors


class TestAnyForm:
    def test_says_that_a_key_is_none(self, admin_client: Client):
        for key in ("x", "9" * 30, "-1", "٣"):
            typed = {"candidacy": key, "channel": "phone", "done_on": "2026-02-03"}
            response = admin_client.post(add_to("outreach"), typed)
            assert response.status_code == 422
            assert "candidacy" in response.context["adminform"].form.errors
            assert admin_client.get(add_to("outreach"), {"candidacy": key}).status_code == 200
