"""What the header of every page links to. A new section of the site adds its line here."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaign.lib.http import path_of

SECTIONS: list[tuple[str, str | Promise]] = [
    ("candidates:tracker", _("Tracker")),
    ("candidates:pledge", _("Pledge")),
    ("pledges:petitions", _("Petitions")),
    ("mission", _("Mission")),
    ("news", _("News")),
    ("about", _("About")),
]


@dataclass(frozen=True)
class NavigationLink:
    url: str
    label: str | Promise
    current: str  # the value of aria-current: "page" on the page itself, "true" below it, or ""


def navigation_links(path: str) -> list[NavigationLink]:
    """Return the header's links on the page at `path`. The closest section is the current one."""
    sections = [(path_of(name), label) for name, label in SECTIONS]
    closest = max((url for url, _label in sections if path.startswith(url)), key=len, default="")
    return [
        NavigationLink(
            url=url,
            label=label,
            current=("page" if url == path else "true") if url == closest else "",
        )
        for url, label in sections
    ]
