import re

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.staticfiles import finders
from django.urls import reverse

from campaign.accounts.access import Role
from tests.factories import OrganizerFactory

pytestmark = pytest.mark.django_db


class TestGuide:
    def test_shows_every_role_the_document_with_its_pictures(self, client):
        caller = OrganizerFactory.create()
        caller.groups.set(Group.objects.filter(name=Role.CALLER))
        client.force_login(caller)
        assert reverse("admin:guide") in client.get(reverse("admin:index")).text
        page = client.get(reverse("admin:guide")).text
        document = (settings.BASE_DIR / "docs" / "organizing.md").read_text(encoding="utf-8")
        assert page.count("<h2>") == document.count("\n## ")
        pictures = re.findall(r'src="/static/guide/([a-z-]+)\.', page)
        assert len(pictures) == document.count("![")
        assert all(finders.find(f"guide/{name}.png") for name in pictures)
        assert ".md" not in page
