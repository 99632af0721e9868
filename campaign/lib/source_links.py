"""Links to sources: they lead to the page that shows something, not to the home page of a site."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaign.lib.markdown import addresses

NO_PAGE = _(
    "Link the very page that shows this, such as the poll’s own release. “%(url)s” is a home page."
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
