"""Check that links to sources lead to the page that shows something, not to a home page."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaign.lib.markdown import addresses

SOURCE_HELP = _("The exact page that shows this, not a home page.")
NO_PAGE = _(
    "Link to the exact page that shows this, such as the poll’s own release. “%(url)s” is a home "
    "page."
)


def check_source(url: str) -> None:
    """Refuse the address of a home page as a source. Nothing is fetched."""
    parts = urlsplit(url)
    if not (parts.path.strip("/") or parts.query):
        raise ValidationError(NO_PAGE, code="home_page", params={"url": url})


def check_sources(text: str) -> None:
    """Refuse home pages among the links of a text in Markdown that lists sources."""
    for place in addresses(text):
        if urlsplit(place.words).netloc:
            check_source(place.words)
