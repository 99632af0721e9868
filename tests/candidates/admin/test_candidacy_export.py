import csv
import datetime

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from campaign.accounts.access import Role
from tests.factories import OrganizerFactory, run
from tests.second_factor import prove

pytestmark = pytest.mark.django_db
PATH = "/admin/candidates/candidacy/export/"
PRIVATE = ["assigned_to", "contact_email", "contact_phone"]


def logged_in(role: Role) -> Client:
    user, client = OrganizerFactory.create(), Client()
    user.groups.set([Group.objects.get(name=role)])
    client.force_login(user)
    return client


def exported(client: Client, **query: str) -> list[dict[str, str]]:
    response = client.get(PATH, query)
    assert response.status_code == 200
    text = response.getvalue().decode().removeprefix("\ufeff")
    return list(csv.DictReader(text.splitlines()))


class TestCandidacyExport:
    def test_has_the_columns_that_a_sheet_brings_back(self):
        caller = OrganizerFactory.create(username="rosa")
        candidacy = run(
            "Ada Quartz",
            incumbency="C",
            published_phone="+1 313 555 0100",
            published_contact_source="https://quartz.example",
            social_urls=["https://a.example/quartz", "https://b.example/quartz"],
            contact_email="desk@quartz.example",
            assigned_to=caller,
        )
        recorder = logged_in(Role.RECORDER)
        assert recorder.get(PATH).status_code == 302  # to the second factor
        prove(recorder)
        (row,) = exported(recorder)
        assert list(row)[:2] == ["id", "fec_id"]
        assert list(row)[-1] == "exported_at"
        assert datetime.datetime.fromisoformat(row.pop("exported_at")).tzinfo
        expected = {
            "id": str(candidacy.pk),
            "name": "Ada Quartz",
            "incumbency": "challenger",
            "published_phone": "'+1 313 555 0100",
            "published_email": "",
            "social_urls": "https://a.example/quartz https://b.example/quartz",
            "contact_email": "desk@quartz.example",
            "assigned_to": "rosa",
        }
        assert {name: row[name] for name in expected} == expected

    def test_leaves_out_private_columns_for_those_who_may_not_see_them(self):
        run(contact_phone="555-0177")
        (row,) = exported(logged_in(Role.VERIFIER))
        assert not row.keys() & {*PRIVATE}
        assert "555-0177" not in str(row)

    def test_leaves_out_numbers_and_addresses_of_campaigns_that_asked_us_to_stop(self):
        run(
            published_phone="313-555-0100",
            contact_email="desk@quartz.example",
            published_contact_source="https://quartz.example",
            do_not_contact="organizers",
            do_not_contact_on=datetime.date(2026, 3, 14),
        )
        recorder = logged_in(Role.RECORDER)
        prove(recorder)
        (row,) = exported(recorder)
        names = ("published_phone", "contact_email", "contact_phone", "do_not_contact")
        assert [row[name] for name in names] == [
            "do not contact",
            "do not contact",
            "",
            "we don’t call or email them",
        ]

    def test_has_only_a_callers_own_campaigns(self):
        run()
        assert exported(logged_in(Role.CALLER)) == []
