"""Every kind of organizers' page over petitions opens under the strict policy, for everybody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page

from campaign.lib import outbox
from campaign.lib.outbox.models import LaneState, Message
from campaign.lib.uploads import read_upload
from pledges.mail.addresses import domain_key
from pledges.models import (
    BlockedDomain,
    Demand,
    DomainRule,
    Export,
    Invalidation,
    Milestone,
    PaperBatch,
    Petition,
    Recount,
    Suppression,
    Surge,
    Update,
)
from pledges.tasks import go_on_with_invalidation
from tests.factories import OrganizerFactory
from tests.journeys.conftest import WatchedPages
from tests.journeys.organizers import open_as
from tests.pictures import photograph, uploaded
from tests.pledges.people import a_petition, a_signature, a_supporter, signatures
from tests.thorough import IS_THOROUGH

PLEDGES = "/admin/pledges"


@pytest.fixture
def petition(site_address: str, settings, tmp_path: Path) -> Petition:
    """Return a petition that has everything below it."""
    settings.PRIVATE_MEDIA_ROOT = tmp_path / "private"
    petition = a_petition(reasons="## Why\n\nBecause.", sources="- [One](https://example.org)")
    Demand.objects.create(petition=petition, text="Publish what you found.")
    Milestone.objects.create(petition=petition, size=10, reached_at=timezone.now())
    signatures(petition, 11, shown_publicly=True)
    now = timezone.now()
    surge = {"petition": petition, "hour": now, "count": 45, "usual_count": 1.5}
    Surge.objects.create(kind="block", key=b"\xab" * 32, **surge)
    Surge.objects.create(kind="domain", key=domain_key("flood.example"), **surge)
    Recount.objects.create(signature_count=11, drift_count=1)
    BlockedDomain.objects.create(domain="spam.example", reason="Floods.")
    return petition


@pytest.fixture
def places(petition: Petition) -> dict[str, str]:
    """Return the address of each kind of page."""
    robin = OrganizerFactory.create(username="robin", is_superuser=True)
    now = timezone.now()
    waiting = a_signature(petition, comment="Because.", comment_state="waiting")
    apart = a_signature(petition, state="quarantined", quarantine="honeypot")
    supporter = a_supporter(agreed_at=now)
    a_signature(petition, supporter)
    outbox.queue("confirm", [apart.pk], now=now)
    Message.objects.update(outcome="failed", finished_at=now)
    LaneState.objects.filter(lane="bulk").update(paused_at=now, reply_code="550 5.7.1")
    suppression = Suppression.objects.create(email_key=b"k" * 32, reason="bounced")
    Suppression.objects.create(email_key=supporter.email_key, reason="asked")
    update = Update.objects.create(petition=petition, title="News", body="Some *words*.")
    mailed = Update.objects.create(
        petition=petition, title="More", body="Words.", published_at=now, sending_asked_at=now
    )
    rule = {
        "petition": petition,
        "domain_key": domain_key("example.org"),
        "public_reason": "A flood.",
    }
    counted = Invalidation.objects.create(**rule, state="counting", counted_at=now, found_count=0)
    go_on_with_invalidation(counted.pk)
    applying = Invalidation.objects.create(
        **rule, state="applying", total_count=20, looked_at_count=7
    )
    applied = Invalidation.objects.create(**rule, state="applied", applied_at=now, counted_at=now)
    batch = PaperBatch(petition=petition, count=12, place="MI", collected_on=now.date())
    batch.keep(read_upload(uploaded(photograph())))
    batch.save()
    export = Export.objects.create(exported_by=robin, reason="A letter.", row_count=3)
    gmail = DomainRule.objects.get(domain="gmail.com")
    one, some, who = (
        f"{PLEDGES}/petition/{petition.pk}",
        f"{PLEDGES}/signature/{apart.pk}",
        f"{PLEDGES}/supporter/{supporter.pk}",
    )
    return {
        "index": "/admin/",
        "app": f"{PLEDGES}/",
        "petitions": f"{PLEDGES}/petition/",
        "new petition": f"{PLEDGES}/petition/add/",
        "petition": f"{one}/change/",
        "history of a petition": f"{one}/history/",
        "preview": f"{one}/preview/",
        "hours": f"{one}/hours/",
        "delivery": f"{one}/delivery/",
        "deletion of a petition": f"{PLEDGES}/petition/{a_petition(state='draft').pk}/delete/",
        "signatures": f"{PLEDGES}/signature/",
        "signatures held": f"{PLEDGES}/signature/?state__exact=quarantined&petition={petition.pk}",
        "signature": f"{some}/change/",
        "signature with a comment": f"{PLEDGES}/signature/{waiting.pk}/change/",
        "release": f"{some}/release/",
        "floods": f"{PLEDGES}/signature/floods/",
        "release of many": f"{PLEDGES}/signature/release/?ids={some.rpartition('/')[2]}",
        "unanswered sign-ups": f"{PLEDGES}/signup/",
        "withdraw": f"{some}/withdraw/",
        "comments": f"{PLEDGES}/signature/comments/",
        "find": f"{PLEDGES}/supporter/",
        "supporter": f"{who}/change/",
        "stop mail": f"{who}/stop-mail/",
        "erase": f"{who}/erase/",
        "suppressions": f"{PLEDGES}/suppression/",
        "suppression": f"{PLEDGES}/suppression/{suppression.pk}/change/",
        "lift": f"{PLEDGES}/suppression/{suppression.pk}/lift/",
        "bounced": f"{PLEDGES}/suppression/add/",
        "rules": f"{PLEDGES}/domainrule/",
        "rule": f"{PLEDGES}/domainrule/{gmail.pk}/change/",
        "blocked domains": f"{PLEDGES}/blockeddomain/",
        "new blocked domain": f"{PLEDGES}/blockeddomain/add/",
        "updates": f"{PLEDGES}/update/",
        "new update": f"{PLEDGES}/update/add/",
        "update": f"{PLEDGES}/update/{update.pk}/change/",
        "update mailed": f"{PLEDGES}/update/{mailed.pk}/change/",
        "preview of an update": f"{PLEDGES}/update/{update.pk}/preview/",
        "mail an update": f"{PLEDGES}/update/{update.pk}/mail/",
        "batches": f"{PLEDGES}/paperbatch/",
        "new batch": f"{PLEDGES}/paperbatch/add/",
        "batch": f"{PLEDGES}/paperbatch/{batch.pk}/change/",
        "take a batch back": f"{PLEDGES}/paperbatch/{batch.pk}/take-back/",
        "invalidations": f"{PLEDGES}/invalidation/",
        "new invalidation": f"{PLEDGES}/invalidation/add/",
        "invalidation counted": f"{PLEDGES}/invalidation/{counted.pk}/change/",
        "invalidation under way": f"{PLEDGES}/invalidation/{applying.pk}/change/",
        "apply": f"{PLEDGES}/invalidation/{counted.pk}/apply/",
        "revert": f"{PLEDGES}/invalidation/{applied.pk}/revert/",
        "surges": f"{PLEDGES}/surge/",
        "failed emails": "/admin/outbox/message/",
        "email queues": "/admin/outbox/lanestate/",
        "exports": f"{PLEDGES}/export/",
        "new export": f"{PLEDGES}/export/add/",
        "export": f"{PLEDGES}/export/{export.pk}/change/",
        "recounts": f"{PLEDGES}/recount/",
        "followers": f"{PLEDGES}/follow/",
    }


# One of each kind, for `make test`.
KINDS = {
    "petitions",
    "petition",
    "preview",
    "hours",
    "delivery",
    "signatures held",
    "signature with a comment",
    "floods",
    "release of many",
    "comments",
    "supporter",
    "bounced",
    "update",
    "mail an update",
    "new batch",
    "invalidation counted",
    "failed emails",
}
# Django's own kinds of page, whose faults are not ours.
STOCK = {
    "index",
    "app",
    "petitions",
    "history of a petition",
    "deletion of a petition",
    "suppressions",
    "rules",
    "rule",
    "blocked domains",
    "new blocked domain",
    "updates",
    "batches",
    "invalidations",
    "surges",
    "mails",
    "exports",
    "export",
    "recounts",
}


class TestEveryPage:
    def test_opens_without_a_complaint_and_ours_are_for_everybody(
        self,
        pages: WatchedPages,
        places: dict[str, str],
        assert_for_everybody: Callable[[Page], None],
        subtests: pytest.Subtests,
    ) -> None:
        assert set(places) > KINDS
        page = open_as(pages, User.objects.get(username="robin"), "/admin/")
        for name, path in places.items():
            if not (IS_THOROUGH or name in KINDS):
                continue
            with subtests.test(name):
                response = page.goto(pages.address + path)
                assert response is not None
                assert response.status == 200
                if name not in STOCK:
                    assert_for_everybody(page)
                complaints, pages.complaints = pages.complaints, []
                assert complaints == []
