"""Rules that remove signatures, written and counted as organizers and the worker do."""

from __future__ import annotations

from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from pledges.models import Invalidation, Petition
from pledges.tasks import go_on_with_invalidation
from tests.pledges.admin.pages import add_to, page, sent
from tests.pledges.people import a_petition, a_signature, a_supporter

ADD = add_to("invalidation")


def flooded_petition() -> Petition:
    """Return a petition with three signatures of one domain."""
    petition = a_petition(title="Files")
    for number in range(3):
        a_signature(petition, a_supporter(f"s{number}@flood.example"))
    return petition


def typed(petition: Petition, **parts: str) -> dict[str, object]:
    return {"petition": petition.pk, "public_reason": "A flood.", **parts}


def written(client: Client, petition: Petition, **parts: str) -> Invalidation:
    """Return a rule that was written and counted."""
    response = sent(client, ADD, typed(petition, **parts))
    rule = Invalidation.objects.latest("pk")
    assert response.headers["Location"] == page("change", rule)
    work()
    rule.refresh_from_db()
    return rule


def work() -> None:
    """Do what the worker does."""
    for job in ProcrastinateJob.objects.filter(task_name="go_on_with_invalidation"):
        go_on_with_invalidation(**job.args)
