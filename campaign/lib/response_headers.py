"""Headers that every answer carries, static files and errors too."""

from collections.abc import Callable
from functools import cache

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
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


class PolicyMiddleware(CSPMiddleware):
    """Adds the Content-Security-Policy, and builds it only once for most responses."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        has_own = any(name.startswith("_csp_") for name in (*vars(request), *vars(response)))
        if has_own or settings.DEBUG:
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, usual_policy())
        return response


@cache
def usual_policy() -> str:
    return build_policy()


class ResponseHeadersMiddleware:
    """Adds the headers of EVERYWHERE to each answer that has none of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in EVERYWHERE.items():
            response.headers.setdefault(name, value)
        return response
