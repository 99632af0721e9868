"""Where a request comes from, for limits only. Nothing here is stored or logged."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

# The network one person can hop around in. An IPv4 /24 is the smallest network routed on the
# internet, so 256 addresses rented together are one block. An IPv6 /48 is what a provider
# gives one site (RFC 6177). Many people can share a block, such as a carrier's customers or
# people at an event, so a limit on blocks has to let 60 forms in 10 minutes through.
BLOCK_PREFIX_LENGTHS = {4: 24, 6: 48}
UNKNOWN_BLOCK = "unknown"

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def client_address(request: HttpRequest) -> Address | None:
    """Return the address that the outermost trusted proxy saw, None if it can't be read.

    Each proxy adds the caller's address at the right end of `X-Forwarded-For`. Anything
    further left than `TRUSTED_PROXIES` entries is only the visitor's claim. Without proxies
    we don't read the header at all.
    """
    entries = [
        entry.strip()
        for entry in request.headers.get("X-Forwarded-For", "").split(",")
        if entry.strip()
    ]
    trusted = entries[-settings.TRUSTED_PROXIES :] if settings.TRUSTED_PROXIES else []
    return _parse(trusted[0] if trusted else request.META.get("REMOTE_ADDR", ""))


def client_block(request: HttpRequest) -> str:
    """Return the client's network, such as 203.0.113.0/24. All unreadable ones share one."""
    address = client_address(request)
    if address is None:
        return UNKNOWN_BLOCK
    prefix_length = BLOCK_PREFIX_LENGTHS[address.version]
    others = address.max_prefixlen - prefix_length
    return f"{type(address)(int(address) >> others << others)}/{prefix_length}"


def _parse(text: str) -> Address | None:
    """Read an address with or without a port. An IPv4 address written as IPv6 becomes IPv4."""
    host = text
    if text.startswith("["):
        host = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        host = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
