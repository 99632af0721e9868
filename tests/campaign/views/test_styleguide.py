import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from campaign.views.styleguide import COMPONENTS, FRAMES, PARTS, UNSEEN

STYLES = Path(settings.BASE_DIR, "static", "css", "components")


@pytest.mark.django_db
class TestStyleguide:
    def test_shows_every_component_in_both_schemes(self, client):
        page = client.get("/styleguide/").content.decode()
        shown = set(re.findall(r'id="sample-(\w+)"', page))
        assert shown == {path.stem for path in COMPONENTS.glob("[!_]*.html")} - FRAMES - PARTS - (
            UNSEEN
        )
        for name in shown:
            sample = page.split(f'id="sample-{name}"')[1].split('id="sample-')[0]
            light, dark = sample.split('<div class="sample sample--dark" inert>')
            assert len(light.split("sample--light")[1].strip()) > 30, name
            assert len(dark.strip()) > 30, name

    def test_says_what_each_is_for(self, client):
        page = client.get("/styleguide/").content.decode()
        assert re.findall(r"</code></h2>\s*<p>\s*</p>", page) == []

    def test_has_no_id_twice(self, client):
        ids = re.findall(r'\sid="([^"]*)"', client.get("/styleguide/").text)
        assert [name for name, count in Counter(ids).items() if count > 1] == []

    def test_is_not_for_search_engines(self, client):
        assert '<meta name="robots" content="noindex">' in client.get("/styleguide/").text
