"""What a page says about itself to search engines: schema.org as JSON-LD.

A data block of a type that no browser runs, so the policy against inline scripts has nothing to do
with it.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.safestring import SafeString, mark_safe

from campaign.lib.absolute_urls import absolute_url

# So that nothing in the data can end the block or start a comment.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def data_block(data: dict[str, Any]) -> SafeString:
    """Return `data` as a script element for a page's head, without empty values."""
    told = {name: value for name, value in data.items() if value not in ("", None, [])}
    text = json.dumps(
        {"@context": "https://schema.org", **told}, cls=DjangoJSONEncoder, ensure_ascii=False
    )
    return mark_safe(  # noqa: S308 (escaped a line below)
        f'<script type="application/ld+json">{text.translate(ESCAPES)}</script>'
    )


def breadcrumb_list(crumbs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the breadcrumbs of a page: pairs of a name and a path, the page itself last."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": absolute_url(path)}
            for number, (name, path) in enumerate(crumbs, start=1)
        ],
    }
