"""Nothing on a page moves when our fonts come late, whatever fonts the reader's machine has."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from campaign.content.models import Profile
from tests.factories import publish_answer, run
from tests.journeys.conftest import BROWSER_OPTIONS, WatchedPages
from tests.machine_fonts import fontconfig_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

OURS = "Atkinson Hyperlegible Next"
# A page hides its text for 100 ms while it waits for a font; then the reader sees another one.
LATE_MILLISECONDS = 250
WATCH = """
window.shifts = [];
window.watcher = new PerformanceObserver(list => shifts.push(...list.getEntries()));
watcher.observe({ type: "layout-shift", buffered: true });
"""
FIRST_PAINT = """new Promise(done => {
  new PerformanceObserver(() => done()).observe({ type: "paint", buffered: true });
})"""
FONTS_CAME = """document.fonts.ready.then(() => new Promise(done => {
  requestAnimationFrame(() => requestAnimationFrame(() => done()));
}))"""
SHIFTS = """[...shifts, ...watcher.takeRecords()].map(({ value, sources }) =>
  [value, sources.map(({ node }) => `${node?.nodeName}.${node?.className}`).join(" ")])"""

# A slow phone lays the page out before it has read the letters in the style sheet.
WITHOUT_OURS = """
const root = document.documentElement;
const faces = getComputedStyle(root).getPropertyValue("--face-display");
root.style.setProperty("--face-display", faces.replace('"Protest Strike",', ""))"""
TOP = """document.querySelector("main").getBoundingClientRect().top"""


@pytest.fixture
def profile(site_address: str) -> Profile:
    publish_answer(run("Ada Example"))
    return Profile.objects.create(
        name="Neighbors Not Numbers",
        ask="We ask every campaign for one answer, in writing.",
        alert_bar="One sentence above every page.",
        contact_email="desk@example.org",
        legal_footer="Paid for by nobody.",
    )


class TestAPage:
    @pytest.mark.parametrize(
        "families",
        [
            ["Arial"],
            ["Liberation Sans", "DejaVu Sans"],
            ["DejaVu Sans"],
            ["Roboto"],
            ["Somebody Else Sans"],
        ],
        ids=" and ".join,
    )
    def test_stays_still_when_its_fonts_come_late(
        self, browser, site_address, profile, tmp_path, families
    ):
        moved = {}
        with a_machine_with(families, browser, site_address, tmp_path) as pages:
            for width in (390, 1280):
                page = open_with_late_fonts(pages, width)
                assert fonts_of(page, "h1") == {"Protest Strike"}
                assert fonts_of(page, ".masthead__lede") == {families[0]}
                shifts = page.evaluate(SHIFTS)
                if sum(value for value, _nodes in shifts) > 0.03:  # 0.1 is called good
                    moved[width] = shifts
                above, below = page.evaluate(TOP), page.evaluate(f"{WITHOUT_OURS}; {TOP}")
                if families != ["Somebody Else Sans"] and above != below:
                    moved[width] = [above, below]
        assert moved == {}

    def test_has_our_own_fonts_once_they_came(self, pages, profile):
        page = pages.open("/")
        page.evaluate(FONTS_CAME)
        page.reload()
        assert fonts_of(page, ".masthead__lede") == {OURS}


@contextmanager
def a_machine_with(
    families: list[str], browser: Browser, address: str, folder: Path
) -> Iterator[WatchedPages]:
    """Open pages in a browser that sees the fonts of `families` only."""
    reader = browser.browser_type.launch(
        executable_path=os.environ["CHROMIUM"],
        args=BROWSER_OPTIONS,
        env={**os.environ, "FONTCONFIG_FILE": str(fontconfig_of(folder, *families))},
    )
    pages = WatchedPages(reader, address)
    yield pages
    reader.close()
    assert pages.complaints == []


def open_with_late_fonts(pages: WatchedPages, width: int) -> Page:
    """Return the home page after its fonts came, a while after it was first painted."""
    page = pages.open("about:blank", width=width)
    page.add_init_script(WATCH)
    held: list[Any] = []
    page.route("**/*.woff2", lambda route: held.append(route))
    page.goto("/", wait_until="domcontentloaded")
    page.evaluate(FIRST_PAINT)
    page.wait_for_timeout(LATE_MILLISECONDS)
    assert held
    for route in held:
        route.continue_()
    page.evaluate(FONTS_CAME)
    return page


def fonts_of(page: Page, selector: str) -> set[str]:
    """Return the names of the fonts that the text of an element is drawn with."""
    protocol = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        protocol.send(f"{domain}.enable")
    root = protocol.send("DOM.getDocument")["root"]["nodeId"]
    node = protocol.send("DOM.querySelector", {"nodeId": root, "selector": selector})
    fonts = protocol.send("CSS.getPlatformFontsForNode", {"nodeId": node["nodeId"]})
    return {font["familyName"] for font in fonts["fonts"]}
