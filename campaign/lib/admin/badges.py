"""A word in its colors, such as the state of a row: the same inks as on the public pages."""

from django.utils.html import format_html
from django.utils.safestring import SafeString


def badge(kind: str, words: object) -> SafeString:
    return format_html('<span class="badge badge--{}">{}</span>', kind, words)
