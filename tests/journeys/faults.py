"""What keeps somebody from using a page: what axe finds, what scrolls sideways, broken words."""

from collections.abc import Iterator
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# Every rule of axe, the good practice beyond the standards too. None of them reads style sheets;
# fetching them again would import the admin's from wrong addresses, which fails the test.
AXE_OPTIONS = {"resultTypes": ["violations"], "preload": False}
END_TRANSITIONS = """document.getAnimations().forEach(
    each => each instanceof CSSTransition && each.finish())"""
WIDE, NARROW = 1280, 320
WIDTHS = (WIDE, 390, NARROW)
# Words of headings that go on in another line, such as a long name in a narrow column; a made-up
# word of more than 20 letters may.
BROKEN_WORDS = """() => {
    const range = document.createRange();
    const lines = () => new Set([...range.getClientRects()].map(box => Math.round(box.top)));
    return [...document.querySelectorAll("h1, h2, h3")].flatMap(heading => {
        const walker = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT), broken = [];
        while (walker.nextNode()) {
            for (const word of walker.currentNode.data.matchAll(/\\p{L}+/gu)) {
                range.setStart(walker.currentNode, word.index);
                range.setEnd(walker.currentNode, word.index + word[0].length);
                if (lines().size > 1 && word[0].length <= 20) broken.push(word[0]);
            }
        }
        return broken;
    });
}"""
# By width, the text as readers may set it (WCAG 1.4.4 and 1.4.12).
READERS_TEXT = {
    390: {"fontSize": "200%"},
    320: {"letterSpacing": "0.12em", "wordSpacing": "0.16em", "lineHeight": "1.5"},
}
SCROLLS_SIDEWAYS = """style => {
    const root = document.documentElement;
    Object.assign(root.style, style);
    const scrolls = document.querySelector("body.page") && root.scrollWidth > innerWidth;
    root.removeAttribute("style");
    return scrolls;
}"""
# What axe finds depends on the width for these, and for what is shown on narrow screens alone.
LAYOUT_RULES = ["target-size", "scrollable-region-focusable"]
NOTE_WHAT_IS_SHOWN = """() => {
    const shown = () => [...document.body.querySelectorAll("*")].filter(
        each => each.checkVisibility({ visibilityProperty: true }));
    const before = new Set(shown());
    window.shownSince = () => {
        const since = new Set(shown().filter(each => !before.has(each)));
        return [...since].filter(each => !since.has(each.parentElement));
    };
}"""
SHOWN_SINCE = "window.shownSince()"
# Three quarters of axe's time go into contrast, most of it for the cells of tables, which all look
# alike. It measures two elements of each look: what makes up the contrast of some text is the
# style of its element and of all around it.
MARK_SOME_OF_EACH_LOOK = """() => {
    const looks = new Map(), seen = new Map(), counts = new Map();
    const number = text => looks.get(text) ?? looks.set(text, looks.size).get(text);
    for (const element of document.querySelectorAll("*")) {
        const style = getComputedStyle(element);
        const hasText = [...element.childNodes].some(
            node => node.nodeType === Node.TEXT_NODE && node.data.trim());
        const look = number([
            seen.get(element.parentElement), element.localName, hasText, element.checkVisibility(),
            element.matches(":disabled"), style.color, style.backgroundColor, style.backgroundImage,
            style.fontSize, style.fontWeight, style.opacity, style.visibility, style.position,
            style.textShadow, style.filter, style.mixBlendMode,
        ].join());
        const count = (counts.get(look) ?? 0) + 1;
        seen.set(element, look);
        counts.set(look, count);
        element.toggleAttribute("data-look", count <= 2);
    }
    axe.configure({ rules: [{ id: "color-contrast", selector: "[data-look]" }] });
}"""


def violations(page: Page, context: str = "document", **options: object) -> list[str]:
    """Return what axe finds on the page as it is now, a line for each element.

    `context` is an expression in JavaScript, the elements to look at. Options of axe may follow.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    page.evaluate(MARK_SOME_OF_EACH_LOOK)
    found: list[dict[str, Any]] = page.evaluate(
        f"async options => (await axe.run({context}, options)).violations", AXE_OPTIONS | options
    )
    return [
        f"{violation['id']}: {violation['help']} {node['target']} {node['html'][:200]}"
        for violation in found
        for node in violation["nodes"]
    ]


def faults_for_somebody(page: Page) -> Iterator[str]:
    """Yield what axe finds, light or dark, and the widths that scroll sideways.

    The wide page gets every rule. The narrow one gets the rules that look at the layout, and every
    rule for what it alone shows. Contrast is measured in both color schemes.
    """

    def show(width: int, color_scheme: Literal["light", "dark"]) -> None:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=color_scheme, reduced_motion="reduce")
        page.evaluate(END_TRANSITIONS)

    for width in WIDTHS:
        show(width, "light")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            yield f"{width} px: scrolls sideways"
        elif page.evaluate(SCROLLS_SIDEWAYS, READERS_TEXT.get(width, {})):
            yield f"{width} px: scrolls sideways with {READERS_TEXT[width]}"
        if width == WIDE:
            yield from (f"broken word: {word}" for word in page.evaluate(BROKEN_WORDS))
            page.evaluate(NOTE_WHAT_IS_SHOWN)
            yield from violations(page)
            show(width, "dark")
            yield from violations(page, runOnly=["color-contrast"])
        if width != NARROW:
            continue
        found = violations(page, runOnly=LAYOUT_RULES)
        if page.evaluate(f"{SHOWN_SINCE}.length"):
            found += violations(page, SHOWN_SINCE)
            show(width, "dark")
            found += violations(page, SHOWN_SINCE, runOnly=["color-contrast"])
        yield from (f"{width} px: {fault}" for fault in found)
    show(WIDE, "light")
