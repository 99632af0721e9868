"""Every page of the admin is for everybody: no fault in light or dark, wide or narrow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import resolve
from playwright.sync_api import Page

from tests.campaign.accounts.addresses import addresses
from tests.campaign.accounts.rows import rows
from tests.factories import OrganizerFactory
from tests.journeys.conftest import WatchedPages
from tests.journeys.organizers import open_as
from tests.second_factor import prove
from tests.thorough import sample

ALIKE = {
    "admin/change_form.html",
    "admin/delete_confirmation.html",
    "admin/object_history.html",
}
# Each part has a browser of its own, so that two processes share the pages.
PARTS = 2


@pytest.fixture
def robin(world_files: None, site_address: str) -> User:
    robin: User = OrganizerFactory.create(username="robin", is_superuser=True)
    return robin


def is_list_of_content(template: str, model_admin: ModelAdmin | None) -> bool:
    """Say whether it's the list of one of the texts that an editor writes once."""
    return bool(
        model_admin
        and template == "admin/change_list.html"
        and model_admin.opts.app_label == "campaign"
    )


def shown_to(reader: User, paths: list[str]) -> list[str]:
    """Keep the addresses that answer with a page, and not with a file or somewhere else.

    Of pages that one class draws from one template, such as the plain lists, keep the first. Those
    from a template in ALIKE are alike in every class, and so are the lists of the site's content.
    """
    client = Client()
    client.force_login(reader)
    prove(client)
    shown: dict[object, str] = {}
    for path in paths:
        answer = client.get(path)
        answer.close()
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            model_admin = getattr(resolve(path).func, "model_admin", None)
            template = answer.templates[0].name
            is_alike = template in ALIKE or is_list_of_content(template, model_admin)
            alike = (template, is_alike or type(model_admin)) if model_admin else path
            shown.setdefault(alike, path)
    return list(shown.values())


@pytest.mark.world("content")
class TestEveryPage:
    @pytest.mark.parametrize("part", sample(range(PARTS), PARTS))
    def test_is_for_everybody(
        self,
        pages: WatchedPages,
        robin: User,
        assert_for_everybody: Callable[[Page], None],
        subtests: pytest.Subtests,
        part: int,
    ) -> None:
        paths = [path for _name, path in addresses(rows(robin))][part::PARTS]
        page = open_as(pages, robin, "/admin/")
        for path in shown_to(robin, sample(paths, 12)):
            with subtests.test(path):
                page.goto(pages.address + path)
                assert_for_everybody(page)
                complaints, pages.complaints = pages.complaints, []
                assert complaints == []
