"""The audit log as administrators read it, and a superuser who tries to erase it."""

import pytest
from django.urls import reverse

from campaign.lib import audit
from campaign.lib.audit import Event
from campaign.lib.audit.models import AuditEvent
from pledges.models import PaperBatch
from tests.candidates.admin.drafts import drafted_by, page, seen
from tests.factories import AnswerFactory, OrganizerFactory
from tests.pledges.people import a_petition
from tests.second_factor import prove

pytestmark = pytest.mark.django_db
LIST = reverse("admin:audit_auditevent_changelist")


class TestAuditLog:
    def test_is_found_by_person_and_kind(self, admin_client):
        wren, answer = OrganizerFactory(username="wren"), AnswerFactory()
        audit.record(Event.PUBLISHED, by=wren, about=answer, candidacy=answer.candidacy_id)
        export = audit.record(Event.EXPORTED, by=OrganizerFactory(username="robin"), rows=412)
        page = admin_client.get(LIST, {"event": "published"}).text
        assert '<td class="field-what">published</td>' in page
        assert reverse("admin:candidates_answer_change", args=[answer.pk]) in page
        assert "rows: 412" not in page
        page = admin_client.get(LIST, {"q": "robin"}).text
        assert "rows: 412" in page
        assert "candidacy:" not in page
        one = admin_client.get(reverse("admin:audit_auditevent_change", args=[export.pk])).text
        assert ("robin" in one, "rows: 412" in one) == (True, True)

    def test_cannot_be_erased_or_changed_by_a_superuser(self, admin_client):
        event = audit.record(Event.EXPORTED, by=OrganizerFactory(), rows=412)
        before = AuditEvent.objects.filter(pk=event.pk).values().get()
        page = {
            name: reverse(f"admin:audit_auditevent_{name}", args=[event.pk])
            for name in ("change", "delete")
        }
        for path, posted in (
            (page["delete"], {"post": "yes"}),
            (page["change"], {"username": "robin"}),
            (reverse("admin:audit_auditevent_add"), {"event": "exported"}),
        ):
            assert admin_client.post(path, posted).status_code == 403
        chosen = {"action": "delete_selected", "_selected_action": event.pk, "post": "yes"}
        admin_client.post(LIST, chosen)
        assert AuditEvent.objects.filter(pk=event.pk).values().get() == before


class TestWhatIsKept:
    """Who published, exported, released and did much at once, with the pages that they use."""

    def kept(self) -> list[tuple[str, str, str]]:
        rows = AuditEvent.objects.exclude(event=Event.LOGGED_IN).order_by("pk")
        return list(rows.values_list("event", "username", "subject"))

    def test_publishing_and_retracting(self, admin_client):
        answer = drafted_by(OrganizerFactory())
        admin_client.post(page("publish", answer), seen(admin_client, answer))
        admin_client.post(page("retract", answer), {"reason": "It was a parody account."})
        row = "candidates.answer"
        assert self.kept() == [(Event.PUBLISHED, "admin", row), (Event.RETRACTED, "admin", row)]

    def test_an_export_and_a_released_batch(self, admin_client):
        prove(admin_client)
        admin_client.post(reverse("admin:pledges_export_add"), {"reason": "Thank-you email"})
        batch = PaperBatch.objects.create(
            petition=a_petition(),
            count=900,
            collected_on="2026-03-14",
            scan="scans/one.pdf",
            entered_by=OrganizerFactory(),
            awaits_release=True,
        )
        admin_client.post(reverse("admin:pledges_paperbatch_release", args=[batch.pk]))
        assert self.kept() == [
            (Event.EXPORTED, "admin", "pledges.export"),
            (Event.RELEASED, "admin", "pledges.paperbatch"),
        ]

    def test_an_action_on_chosen_rows_once_it_is_done(self, admin_client):
        prove(admin_client)
        users = OrganizerFactory.create_batch(2)
        path = reverse("admin:auth_user_changelist")
        chosen = {"action": "delete_selected", "_selected_action": [each.pk for each in users]}
        admin_client.post(path, chosen)
        assert self.kept() == []
        admin_client.post(path, chosen | {"post": "yes"})
        assert self.kept() == [(Event.BULK, "admin", "")]
        details = AuditEvent.objects.get(event=Event.BULK).details
        assert details["did"] == "delete_selected"
        assert details["kind"] == "auth.user"
        assert sorted(details["rows"]) == sorted(str(each.pk) for each in users)
