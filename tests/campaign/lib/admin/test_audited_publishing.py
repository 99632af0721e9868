"""What the audit log keeps of publishing, with the pages that editors use."""

import pytest
from django.db.models import Model
from django.urls import reverse

from campaign.content.models import Aim
from campaign.lib.audit import Event
from campaign.lib.audit.models import AuditEvent
from pledges.models import Update
from tests.campaign.content.admin.writing import PUBLISH, sent
from tests.factories import ArticleFactory, PledgeTextFactory
from tests.pledges.people import a_petition

pytestmark = pytest.mark.django_db


def page(row: Model, name: str = "change") -> str:
    opts = row._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{name}", args=[row.pk])


@pytest.fixture
def events(admin_client):
    """Return what gives the kinds of events since it was called last."""
    seen = set(AuditEvent.objects.values_list("pk", flat=True))

    def new(row: Model) -> list[str]:
        rows = AuditEvent.objects.exclude(pk__in=seen).order_by("pk")
        found = [each.event for each in rows if each.subject == row._meta.label_lower]
        seen.update(each.pk for each in rows)
        return found

    return new


class TestAuditedPublishing:
    def test_keeps_who_published_an_article_and_took_it_back(self, admin_client, events):
        article = ArticleFactory.create(published_at=None)
        sent(admin_client, page(article), {"summary": "Still a draft."})
        assert events(article) == []
        sent(admin_client, page(article), {}, PUBLISH)
        sent(admin_client, page(article), {"summary": "Public by now."})
        assert events(article) == [Event.PUBLISHED]
        admin_client.post(page(article, "withdraw"), {"reason": "It was wrong."})
        admin_client.post(page(article, "put_back"))
        assert events(article) == [Event.RETRACTED, Event.PUBLISHED]

    def test_keeps_each_step_of_a_petition(self, admin_client, events):
        petition = a_petition(state="draft")
        for state in ("open", "paused", "withdrawn", "draft"):
            answer = sent(admin_client, page(petition), {"state": state, "state_note": "Done."})
            assert answer.status_code == 302
        assert events(petition) == [
            Event.PUBLISHED,
            Event.STATE_CHANGED,
            Event.RETRACTED,
            Event.RETRACTED,
        ]
        details = AuditEvent.objects.filter(event=Event.STATE_CHANGED).values_list("details")
        assert details.get() == ({"state": "paused"},)

    def test_keeps_who_scheduled_an_update(self, admin_client, events):
        update = Update.objects.create(petition=a_petition(), title="News", body="Words.")
        moment = {"published_at": "2026-11-20T12:00:00"}
        assert sent(admin_client, page(update), moment).status_code == 302
        assert events(update) == [Event.PUBLISHED]

    def test_keeps_new_and_deleted_items_of_lists_and_pledge_texts(self, admin_client, events):
        for row, add in (
            (Aim(), {"title": "An aim", "text": "Words."}),
            (PledgeTextFactory.build(), {"title": "A text", "body": "We pledge."}),
        ):
            answer = sent(
                admin_client, reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_add"), add
            )
            assert answer.status_code == 302
            made = type(row).objects.latest("pk")
            admin_client.post(page(made, "delete"), {"post": "yes"})
            assert events(row) == [Event.PUBLISHED, Event.RETRACTED]
