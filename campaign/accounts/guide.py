"""The guide for new volunteers, docs/organizing.md, as a page of the admin."""

import functools
import re

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt

PICTURE = re.compile(r"\(pictures/([a-z-]+\.png)\)")
LINK_TO_DOCS = re.compile(r"(?<!!)\[([^\]]+)\]\([a-z]+\.md\)")


@functools.cache
def read_guide() -> tuple[str, SafeString]:
    """Return the title of the guide and its text as HTML. Links to other documents are words."""
    text = (settings.BASE_DIR / "docs" / "organizing.md").read_text(encoding="utf-8")
    title, _line, body = text.partition("\n")
    body = PICTURE.sub(lambda found: f"({static(f'guide/{found[1]}')})", body)
    drawn = MarkdownIt().render(LINK_TO_DOCS.sub(r"\1", body))
    return title.removeprefix("# "), mark_safe(drawn)  # noqa: S308 (a file of ours)


@require_safe
def show_guide(request: HttpRequest) -> HttpResponse:
    title, text = read_guide()
    context = {**admin.site.each_context(request), "title": title, "text": text}
    return TemplateResponse(request, "admin/accounts/guide.html", context)
