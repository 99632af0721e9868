import datetime

import pytest
from django.urls import reverse

from pledges.mail.addresses import domain_key, note_shared_domains
from pledges.models import Surge
from tests.pledges.admin.pages import page

pytestmark = pytest.mark.django_db


class TestList:
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
