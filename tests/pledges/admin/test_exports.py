import csv
import io

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.utils import timezone

from pledges import export
from pledges.mail.addresses import note_keys_under
from pledges.mail.bounce_lists import suppress_bounced
from pledges.models import DomainRule, Export, Invalidation, Suppression
from tests.factories import OrganizerFactory
from tests.pledges.admin.pages import add_to, list_of, page
from tests.pledges.people import a_petition, a_signature, a_supporter

ADD = add_to("export")

pytestmark = pytest.mark.django_db


def taken(client, petition=None) -> list[dict[str, str]]:
    posted = {"petition": petition.pk if petition else "", "reason": "A letter."}
    response = client.post(ADD, posted)
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    assert "attachment" in response.headers["Content-Disposition"]
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text)))


def agreed(email: str = "", **values):
    return a_supporter(email, agreed_at=timezone.now(), **values)


class TestExport:
    def test_has_who_agreed_and_is_recorded(self, admin_client):
        row = a_signature(a_petition(), agreed("ines@example.org", name="Ines María Basalt"))
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

    def test_leaves_out_whoever_did_not_agree_or_gets_no_mail(self, admin_client):
        petition = a_petition()
        a_signature(petition)
        a_signature(petition, a_supporter(confirmed_at=None), state="pending")
        bounced = a_signature(petition, agreed()).supporter
        Suppression.objects.create(email_key=bounced.email_key, reason="bounced")
        assert taken(admin_client) == []

    def test_is_of_one_petition_or_of_all(self, admin_client):
        petition = a_petition()
        a_signature(petition, agreed("one@example.org"))
        a_signature(None, agreed("joined@example.org"))
        assert [row["email"] for row in taken(admin_client, petition)] == ["one@example.org"]
        both = ["one@example.org", "joined@example.org"]
        assert [row["email"] for row in taken(admin_client)] == both

    def test_leaves_out_people_who_left_or_whose_signature_does_not_count(self, admin_client):
        petition = a_petition()
        a_signature(petition, agreed("left@example.org"), state="withdrawn")
        rule = Invalidation.objects.create(petition=petition, postal_code="48226")
        flood = {"state": "invalid", "state_before": "confirmed", "invalidation": rule}
        a_signature(petition, agreed("flood@example.org"), **flood)
        agreed("nothing@example.org")
        assert taken(admin_client) == taken(admin_client, petition) == []

    def test_leaves_out_an_address_that_bounced_under_another_rule_of_its_provider(
        self, admin_client
    ):
        a_signature(a_petition(), agreed("a.da@dots.example"))
        rule = DomainRule.objects.create(domain="dots.example", ignores_dots=True)
        note_keys_under(rule)
        suppress_bounced("ada@dots.example", now=timezone.now())
        assert taken(admin_client) == []

    @pytest.mark.parametrize("batch", [1, 2, 3])
    def test_is_the_same_in_whatever_batches(self, admin_client, monkeypatch, batch):
        for number in range(3):
            a_signature(a_petition(), agreed(f"s{number}@example.org"))
        monkeypatch.setattr(export, "AT_ONCE", batch)
        assert [row["email"] for row in taken(admin_client)] == [
            f"s{number}@example.org" for number in range(3)
        ]
        assert Export.objects.get().row_count == 3

    def test_disarms_what_a_spreadsheet_would_calculate(self, admin_client):
        a_signature(a_petition(), agreed(name="=HYPERLINK(1) +1"))
        [row] = taken(admin_client)
        assert (row["first_name"], row["last_name"]) == ("'=HYPERLINK(1)", "'+1")

    def test_asks_for_a_reason(self, admin_client):
        refused = admin_client.post(ADD, {"petition": "", "reason": " "})
        assert refused.status_code == 422
        assert "Enter what you’ll use the list for." in refused.text
        assert not Export.objects.exists()

    def test_notes_what_left_where_nobody_read_to_the_end(self, monkeypatch):
        monkeypatch.setattr(export, "AT_ONCE", 1)
        for _number in range(3):
            a_signature(a_petition(), agreed())
        told: list[int] = []
        stream = export.csv_of(None, done=told.append)
        next(stream)
        next(stream)
        stream.close()
        assert told == [1]

    def test_is_for_whoever_has_the_permission(self, client):
        reader = OrganizerFactory.create()
        reader.user_permissions.set(
            Permission.objects.filter(codename__in=["view_export", "change_supporter"])
        )
        client.force_login(reader)
        assert client.get(ADD).status_code == 403
        assert client.get(list_of("export")).status_code == 200
