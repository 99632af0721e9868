import re
from pathlib import Path

import pytest
from django.conf import settings

from campaign.views.styleguide import COMPONENTS, FRAMES, PARTS, UNSEEN, renamed

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
            sample = page.split(f'id="sample-{name}"')[1].split("</section>")[0]
            light, dark = sample.split('<div class="sample sample--dark">')
            assert len(light.split("sample--light")[1].strip()) > 30, name
            assert len(dark.strip()) > 30, name

    def test_says_what_each_is_for(self, client):
        page = client.get("/styleguide/").content.decode()
        assert re.findall(r"</code></h2>\s*<p>\s*</p>", page) == []

    def test_is_not_for_search_engines(self, client):
        assert '<meta name="robots" content="noindex">' in client.get("/styleguide/").text


class TestRenamed:
    def test_tells_the_ids_of_two_samples_apart(self):
        drawn = renamed('<p id="a"></p><label for="a"></label><a href="#a">', "dark")
        assert drawn == '<p id="a-dark"></p><label for="a-dark"></label><a href="#a-dark">'

    def test_leaves_icons_and_addresses_alone(self):
        drawn = '<use href="#icon-signed"/><a href="/tracker/">'
        assert renamed(drawn, "dark") == drawn
