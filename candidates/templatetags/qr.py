"""Addresses for the camera of a phone."""

from django import template
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def qr_code(url: str) -> SafeString:
    """Return the QR code of an address as SVG, black on what is behind it: `{{ url|qr_code }}`.

    It has no size of its own, and says nothing to ears: write the address beside it.
    """
    import segno  # only some pages have a code, and few processes make them

    drawing = segno.make(url, error="m", micro=False).svg_inline(
        omitsize=True, svgclass="qr-code", lineclass=None
    )
    # Nothing in it is from the address but the pattern of squares.
    return SafeString(drawing.replace("<svg ", '<svg aria-hidden="true" ', 1))
