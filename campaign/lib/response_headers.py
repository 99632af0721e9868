"""Headers that every answer carries, static files and errors too."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

# What no page of ours asks a browser for.
UNUSED = (
    *("accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope"),
    *("magnetometer", "microphone", "midi", "payment", "usb"),
)
EVERYWHERE = {
    "Permissions-Policy": ", ".join(f"{name}=()" for name in UNUSED),
    # Other sites may not show it as theirs; `open_to_all` allows data, feeds and pictures.
    "Cross-Origin-Resource-Policy": "same-origin",
    # An answer that says nothing else is for the one who asked.
    "Cache-Control": "private, no-cache",
}


class ResponseHeadersMiddleware:
    """Adds the headers of EVERYWHERE to each answer that has none of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in EVERYWHERE.items():
            response.headers.setdefault(name, value)
        return response
