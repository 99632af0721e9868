"""Organizers' pages over petitions whose rows are in some special state are for everybody."""

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
    Demand,
    Invalidation,
    Milestone,
    PaperBatch,
    Petition,
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
    return petition


@pytest.fixture
def places(petition: Petition) -> dict[str, str]:
    """Return the addresses that show something special.

    test_every_organizer_page.py opens all others.
    """
    OrganizerFactory.create(username="robin", is_superuser=True)
    now = timezone.now()
    waiting = a_signature(petition, comment="Because.", comment_state="waiting")
    apart = a_signature(petition, state="quarantined", quarantine="honeypot")
    supporter = a_supporter(agreed_at=now)
    a_signature(petition, supporter)
    outbox.queue("confirm", [apart.pk], now=now)
    Message.objects.update(outcome="failed", finished_at=now)
    LaneState.objects.filter(lane="bulk").update(paused_at=now, reply_code="550 5.7.1")
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
    one = f"{PLEDGES}/petition/{petition.pk}"
    return {
        "preview": f"{one}/preview/",
        "hours": f"{one}/hours/",
        "delivery": f"{one}/delivery/",
        "signatures held": f"{PLEDGES}/signature/?state__exact=quarantined&petition={petition.pk}",
        "signature with a comment": f"{PLEDGES}/signature/{waiting.pk}/change/",
        "floods": f"{PLEDGES}/signature/floods/",
        "release of many": f"{PLEDGES}/signature/release/?ids={apart.pk}",
        "comments": f"{PLEDGES}/signature/comments/",
        "supporter": f"{PLEDGES}/supporter/{supporter.pk}/change/",
        "update mailed": f"{PLEDGES}/update/{mailed.pk}/change/",
        "preview of an update": f"{PLEDGES}/update/{update.pk}/preview/",
        "batch": f"{PLEDGES}/paperbatch/{batch.pk}/change/",
        "invalidation counted": f"{PLEDGES}/invalidation/{counted.pk}/change/",
        "invalidation under way": f"{PLEDGES}/invalidation/{applying.pk}/change/",
        "apply": f"{PLEDGES}/invalidation/{counted.pk}/apply/",
        "revert": f"{PLEDGES}/invalidation/{applied.pk}/revert/",
        "email queues": "/admin/outbox/lanestate/",
    }


# One of each kind, for `make test`.
KINDS = {
    "preview",
    "hours",
    "delivery",
    "signatures held",
    "signature with a comment",
    "floods",
    "release of many",
    "comments",
    "supporter",
    "invalidation counted",
}


class TestPages:
    def test_open_without_a_complaint_and_are_for_everybody(
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
                assert_for_everybody(page)
                complaints, pages.complaints = pages.complaints, []
                assert complaints == []
