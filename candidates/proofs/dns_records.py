"""Looking up names, bounded: the one way by which checks of campaigns ask the DNS."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import dns.exception
import dns.resolver
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SECONDS = 4.0
# More strings at one name than any campaign needs.
MOST_RECORDS = 100


def resolver() -> dns.resolver.Resolver:
    """Return the machine's resolver. Tests put one in its place that asks a server of their own."""
    found = dns.resolver.Resolver()
    found.cache = None
    return found


def addresses_of(host: str, *, seconds: float = SECONDS) -> list[IPv4Address | IPv6Address]:
    """Return the addresses of a name, IPv4 first; one lookup of each family."""
    try:
        names = resolver().resolve_name(f"{host}.", lifetime=seconds)
    except (dns.exception.DNSException, UnicodeError, OSError):
        raise ValidationError(
            _("We couldn’t find %(host)s. Check the address, then try again."),
            code="no_such_host",
            params={"host": host},
        ) from None
    return sorted((ip_address(text) for text in names.addresses()), key=lambda each: each.version)


def texts_at(name: str, *, seconds: float = SECONDS) -> list[str]:
    """Return the TXT records at a name in order, each in one piece; [] if there are none.

    Raises ValidationError if the name's servers don't answer in time.
    """
    try:
        found = resolver().resolve(f"{name.rstrip('.')}.", "TXT", lifetime=seconds, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, UnicodeError, OSError):
        raise ValidationError(
            _("The DNS servers for %(name)s didn’t answer. Try again later."),
            code="no_dns",
            params={"name": name},
        ) from None
    joined = sorted(b"".join(each.strings) for each in found)
    return [text.decode(errors="replace") for text in joined[:MOST_RECORDS]]
