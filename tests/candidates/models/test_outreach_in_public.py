"""What came of calls stays with organizers: no public page, feed or file gives it away."""

import datetime

import pytest
from django.utils import timezone

from candidates.models import CallReservation, Candidacy
from tests.campaign.lib.cache.test_every_address import KEPT, world  # noqa: F401
from tests.factories import OrganizerFactory, OutreachFactory

SECRETS = (
    "planted note",
    "planted-caller",
    "planted manager",
    "555-0177",
    "planted.example",
    "2031",
    "promised an answer",
    "bad number",
    "asked us to stop",
)


@pytest.mark.django_db
class TestPublicPages:
    def test_say_how_often_we_asked_and_nothing_else(self, client, world, subtests):  # noqa: F811
        candidacy = Candidacy.objects.get()
        caller = OrganizerFactory.create(username="planted-caller", first_name="Planted-caller")
        day = datetime.date(2026, 2, 1)
        for outcome, promised_on in (
            ("promised", datetime.date(2031, 7, 8)),
            ("bad_contact", None),
            ("do_not_contact", None),
        ):
            OutreachFactory.create(
                candidacy=candidacy,
                done_on=day,
                by=caller,
                outcome=outcome,
                promised_on=promised_on,
                note="A planted note.",
            )
        Candidacy.objects.update(
            assigned_to=caller,
            contact_phone="202-555-0177",
            contact_email="desk@planted.example",
            bad_contacts=["contact_phone"],
            do_not_contact="organizers",
            do_not_contact_on=datetime.date(2031, 7, 8),
            do_not_contact_asked_by="The planted manager",
        )
        CallReservation.objects.create(candidacy=candidacy, by=caller, until=timezone.now())
        pages = {
            name: client.get(path.format(**world))
            for name, path in KEPT.items()
            if name.startswith("candidates:") or name in {"home", "stats", "sitemap_section"}
        }
        for name, page in pages.items():
            with subtests.test(name):
                text = (b"".join(page) if page.streaming else page.content).decode().lower()
                assert page.status_code == 200
                assert [secret for secret in SECRETS if secret in text] == []
        assert "Asked once" in pages["candidates:candidate"].text
        [row] = client.get("/tracker.json").json()["rows"]
        assert (row["asked_count"], row["last_asked_on"]) == (1, "2026-02-01")
