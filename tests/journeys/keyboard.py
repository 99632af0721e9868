"""Going through a page by keyboard alone, as somebody without a mouse does."""

from playwright.sync_api import Locator, Page

LONGEST_WAY = 160  # presses of Tab
# How many links lie between the focus and an element. Tab stops at each of them, and at the
# controls between them, which are harder to count: what is disabled, or one of several radios.
LINKS_ON_THE_WAY = """element => {
    const focus = document.activeElement, after = Node.DOCUMENT_POSITION_FOLLOWING;
    return [...document.querySelectorAll("a[href]")].filter(link =>
        link !== element && link.tabIndex >= 0 && link.checkVisibility({ visibilityProperty: true })
        && focus.compareDocumentPosition(link) & after
        && link.compareDocumentPosition(element) & after).length;
}"""
IS_FOCUSED = "element => element === document.activeElement"
IS_SOMETHING_FOCUSED = "document.activeElement !== document.body"
SKIP_LINK_LEADS_TOWARD = """element => {
    const link = document.activeElement, after = Node.DOCUMENT_POSITION_FOLLOWING;
    const { hash } = link, isHere = hash === link.getAttribute("href");
    const landing = hash && isHere && document.querySelector(hash);
    return Boolean(landing && landing.compareDocumentPosition(element) & after);
}"""


def tab_to(target: Locator) -> None:
    """Press Tab until the first element of `target` has the focus.

    From the top of a page this takes the skip link, and holds Tab down past links.
    """
    element, page = target.first.element_handle(), target.page
    presses = 0
    while not element.evaluate(IS_FOCUSED):
        is_at_top = not page.evaluate(IS_SOMETHING_FOCUSED)
        links = 1 if is_at_top else element.evaluate(LINKS_ON_THE_WAY)
        for _repeat in range(max(links, 1)):
            page.keyboard.down("Tab")
            presses += 1
        page.keyboard.up("Tab")
        if is_at_top and element.evaluate(SKIP_LINK_LEADS_TOWARD):
            page.keyboard.press("Enter")
        assert presses <= LONGEST_WAY, f"{LONGEST_WAY} presses of Tab do not reach {target}."


def follow(page: Page, selector: str) -> None:
    """Tab to a link or button and press Enter; return on the page that it leads to."""
    tab_to(page.locator(selector))
    with page.expect_navigation():
        page.keyboard.press("Enter")
