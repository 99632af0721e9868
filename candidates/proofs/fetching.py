"""One small fetcher for pages on campaigns' websites. It goes nowhere else.

Each name is resolved once, and the connection goes to the very address that was checked. Redirects
are checked the same way. Bytes, headers and the whole time are bounded, nothing is decompressed,
and no proxy of the environment is used.
"""

import contextlib
import http.client
import io
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaign.lib.email_addresses import ascii_domain
from candidates.proofs import dns_records

Address = IPv4Address | IPv6Address
SECONDS = 10.0  # for everything, redirects included
MOST_BYTES = 1_000_000
MOST_HEADER_BYTES = 32_000
MOST_REDIRECTS = 5
MOST_ADDRESS_LETTERS = 2_000
PORTS = {"http": 80, "https": 443}
REDIRECTS = {301, 302, 303, 307, 308}
# Python calls these global, or knows them only since a late release.
REFUSED_RANGES = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",
        "100.64.0.0/10",  # shared by carriers, RFC 6598
        "192.0.0.0/24",
        "192.88.99.0/24",  # 6to4 relays, RFC 7526
        "198.18.0.0/15",
        "::/96",  # IPv4-compatible
        "::ffff:0:0/96",  # IPv4-mapped
        "64:ff9b::/96",  # NAT64, RFC 6052
        "64:ff9b:1::/48",  # local NAT64, RFC 8215
        "100::/64",
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "3fff::/20",
        "5f00::/16",
        "fec0::/10",
    )
)


@dataclass(frozen=True)
class Fetched:
    """A page as it came: where it was in the end, which address sent it, and its bytes."""

    url: str
    address: str
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode(errors="replace")


def is_public(address: Address) -> bool:
    """Say whether an address is one that anyone on the internet can reach, and no other network."""
    inside = any(
        address in network for network in REFUSED_RANGES if network.version == address.version
    )
    return address.is_global and not (inside or address.is_multicast or address.is_reserved)


def fetch(url: str, *, is_allowed: Callable[[str], bool]) -> Fetched:
    """Get the page at `url`, following redirects to where `is_allowed` says yes.

    Raises ValidationError with a sentence if anything is odd.
    """
    deadline = time.monotonic() + SECONDS
    for _hop in range(MOST_REDIRECTS + 1):
        parts = _checked(url)
        if not is_allowed(url):
            raise _refusal(
                "elsewhere",
                _("The page leads to %(host)s, which isn’t the campaign’s website."),
                parts,
            )
        address = _address_of(parts, deadline)
        answer, content = _get(parts, address, deadline)
        if answer.status not in REDIRECTS:
            break
        url = _joined(url, answer.headers.get("Location", ""))
    else:
        raise _refusal("redirects", _("%(host)s redirects too many times."), parts)
    if answer.status != 200:
        raise ValidationError(
            _("%(host)s answered with an error (%(status)s). Check the address of the page."),
            code="status",
            params={"host": parts.hostname, "status": answer.status},
        )
    if answer.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise _refusal(
            "compressed",
            _("%(host)s sent a compressed page, though we asked for a plain one."),
            parts,
        )
    return Fetched(url, str(address), content)


def _refusal(code: str, sentence: str, parts: SplitResult) -> ValidationError:
    return ValidationError(sentence, code=code, params={"host": parts.hostname or parts.netloc})


def _not_an_address() -> ValidationError:
    return ValidationError(_("This isn’t a web address."), code="not_an_address")


def _joined(url: str, location: str) -> str:
    """Return where a redirect leads from `url`."""
    try:
        return urljoin(url, location)
    except ValueError:
        raise _not_an_address() from None


def _checked(url: str) -> SplitResult:
    """Return the parts of a web address that has nothing unusual in it."""
    try:
        parts = urlsplit(url)
        port = parts.port
        host = ascii_domain(parts.hostname or "")
    except ValueError:
        raise _not_an_address() from None
    unusual = (
        len(url) > MOST_ADDRESS_LETTERS
        or not url.isprintable()
        or parts.scheme not in PORTS
        or not host
        or "@" in parts.netloc
        or "%" in host
    )
    if unusual:
        raise ValidationError(
            _("Enter a plain web address that starts with https:// or http://."),
            code="not_an_address",
        )
    if port not in (None, PORTS[parts.scheme]):
        raise _refusal("port", _("We only open websites on their usual port."), parts)
    return parts


def _address_of(parts: SplitResult, deadline: float) -> Address:
    """Resolve the host once and return an address that may be connected to.

    If one of its addresses is private, none is used.
    """
    host = str(parts.hostname)
    try:
        found = [ip_address(host)]
    except ValueError:
        seconds = min(dns_records.SECONDS, _left(deadline))
        found = dns_records.addresses_of(ascii_domain(host), seconds=seconds)
    if not found or not all(map(is_public, found)):
        raise _refusal(
            "private_address",
            _(
                "%(host)s leads to an address that isn’t on the public internet, so we don’t "
                "open it."
            ),
            parts,
        )
    return found[0]


def _connect(address: Address, port: int, seconds: float) -> socket.socket:
    """Open a connection to this address. Tests put one to a server of their own in its place."""
    return socket.create_connection((str(address), port), timeout=seconds)


def _context() -> ssl.SSLContext:
    return ssl.create_default_context()


def _get(
    parts: SplitResult, address: Address, deadline: float
) -> tuple[http.client.HTTPResponse, bytes]:
    host = ascii_domain(str(parts.hostname))
    shown = f"[{host}]" if ":" in host else host
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if parts.query:
        target += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    request = (
        f"GET {target} HTTP/1.1\r\nHost: {shown}\r\nUser-Agent: NeighborsNotNumbers\r\n"
        "Accept: text/html, text/plain\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n"
    )
    try:
        with contextlib.ExitStack() as opened:
            line = opened.enter_context(_connect(address, PORTS[parts.scheme], _left(deadline)))
            line.settimeout(_left(deadline))
            if parts.scheme == "https":
                line = opened.enter_context(_context().wrap_socket(line, server_hostname=host))
            line.sendall(request.encode("ascii"))
            return _read(line, deadline)
    except ssl.SSLError:
        raise _refusal(
            "certificate",
            _("%(host)s has no valid certificate. Ask the campaign to fix it."),
            parts,
        ) from None
    except TimeoutError:
        raise _refusal(
            "slow", _("%(host)s took too long to answer. Try again later."), parts
        ) from None
    except _TooMuch:
        raise _refusal(
            "too_large", _("The page at %(host)s is too large for us to check."), parts
        ) from None
    except (OSError, http.client.HTTPException, ValueError):
        raise _refusal(
            "broken", _("%(host)s didn’t answer the way a website does. Try again later."), parts
        ) from None


def _read(line: socket.socket, deadline: float) -> tuple[http.client.HTTPResponse, bytes]:
    bounded = _Bounded(line, deadline)
    answer = http.client.HTTPResponse(bounded, method="GET")  # type: ignore[arg-type]
    bounded.left = MOST_HEADER_BYTES
    answer.begin()
    if answer.status in REDIRECTS:
        return answer, b""
    bounded.left = MOST_BYTES
    content = answer.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise _TooMuch
    return answer, content


def _left(deadline: float) -> float:
    """Return the seconds that are left. Raises TimeoutError if there are none."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


class _TooMuch(Exception):
    """More bytes came than we read."""


class _Bounded(io.RawIOBase):
    """A connection to read from, until the deadline or until `left` bytes came."""

    def __init__(self, line: socket.socket, deadline: float) -> None:
        self._line, self._deadline, self.left = line, deadline, 0

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self, 4096)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self.left <= 0:
            raise _TooMuch
        self._line.settimeout(_left(self._deadline))
        count = self._line.recv_into(buffer)
        self.left -= count
        return count
