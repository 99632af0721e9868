import csv
import io

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.utils import timezone

from pledges.models import Export
from tests.factories import OrganizerFactory
from tests.pledges.admin.pages import add_to, list_of, page
from tests.pledges.people import a_petition, a_signature, a_supporter
from tests.second_factor import prove

ADD = add_to("export")

pytestmark = pytest.mark.django_db


def taken(client) -> list[dict[str, str]]:
    prove(client)
    response = client.post(ADD, {"petition": "", "reason": "A letter."})
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    assert "attachment" in response.headers["Content-Disposition"]
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text)))


class TestExport:
    def test_has_who_agreed_and_is_recorded(self, admin_client):
        who = a_supporter("ines@example.org", name="Ines María Basalt", agreed_at=timezone.now())
        row = a_signature(a_petition(), who)
        assert taken(admin_client) == [
            {
                "email": "ines@example.org",
                "first_name": "Ines",
                "last_name": "María Basalt",
                "zip_code": "48226",
                "state": "MI",
                "signed_on": timezone.localtime(row.signed_at).date().isoformat(),
                "language": "en",
            }
        ]
        export = Export.objects.get()
        assert (export.reason, export.row_count, export.petition) == ("A letter.", 1, None)
        assert export.exported_by.username == "admin"
        assert "A letter." in admin_client.get(list_of("export")).text
        assert admin_client.get(page("change", export)).status_code == 200
        assert "ines" not in str(LogEntry.objects.values_list()).casefold()

    def test_asks_for_a_reason(self, admin_client):
        prove(admin_client)
        refused = admin_client.post(ADD, {"petition": "", "reason": " "})
        assert refused.status_code == 422
        assert "Enter what you’ll use the list for." in refused.text
        assert not Export.objects.exists()

    def test_takes_a_code_entered_lately(self, admin_client):
        for asked in (admin_client.get(ADD), admin_client.post(ADD, {"reason": "A letter."})):
            assert asked.url == f"/admin/second-factor/?next={ADD}"
        assert not Export.objects.exists()

    def test_is_for_whoever_has_the_permission(self, client):
        reader = OrganizerFactory.create()
        reader.user_permissions.set(
            Permission.objects.filter(codename__in=["view_export", "change_supporter"])
        )
        client.force_login(reader)
        assert client.get(ADD).status_code == 403
        assert client.get(list_of("export")).status_code == 200
