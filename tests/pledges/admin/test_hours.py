import datetime

import pytest
from django.urls import reverse

from pledges.mail.addresses import domain_key, note_shared_domains
from pledges.models import Surge
from tests.pledges.admin.pages import page

pytestmark = pytest.mark.django_db


class TestPage:
    def test_lists_hours_and_what_stands_out(self, admin_client, petition):
        surge = Surge.objects.create(
            petition=petition,
            kind="block",
            key=b"\xab" * 32,
            hour=datetime.datetime.now(datetime.UTC),
            count=45,
            usual_count=0,
        )
        shown = admin_client.get(page("hours", petition)).text
        assert "abababab" in shown
        assert "ab" * 32 not in shown
        assert f"petition={petition.pk}&amp;surge={surge.pk}" in shown
        listed = admin_client.get(reverse("admin:pledges_surge_changelist")).text
        assert "abababab" in listed
        assert "ab" * 32 not in listed

    def test_names_no_domain_that_few_share_and_finds_it_by_its_name(self, admin_client, petition):
        hour = datetime.datetime.now(datetime.UTC)
        told = {"petition": petition, "kind": "domain", "hour": hour, "count": 45, "usual_count": 0}
        Surge.objects.create(key=domain_key("rare.example"), **told)
        Surge.objects.create(key=domain_key("gmail.com"), **told)
        note_shared_domains()
        changelist = reverse("admin:pledges_surge_changelist")
        short = domain_key("rare.example").hex()[:8]
        for address in (page("hours", petition), changelist):
            shown = admin_client.get(address).text
            assert "gmail.com" in shown
            assert short in shown
            assert "rare.example" not in shown
        found = admin_client.get(f"{changelist}?q=Rare.Example").text
        assert short in found
        assert "gmail.com" not in found
