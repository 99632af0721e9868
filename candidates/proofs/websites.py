"""A campaign's website: its domain, whether strangers share that, and which pages are its own."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaign.lib.email_addresses import ascii_domain
from candidates.proofs import shared_hosts


def domain_of(url: str) -> str:
    """Return the domain of a website without its www; "" if there's none."""
    try:
        return ascii_domain(urlsplit(url).hostname or "").rstrip(".").removeprefix("www.")
    except ValueError:
        return ""


def is_at(domain: str, site: str) -> bool:
    """Say whether a domain is `site`, or one below it."""
    return bool(site) and (domain == site or domain.endswith(f".{site}"))


@dataclass(frozen=True)
class Website:
    """What a campaign calls its website, such as https://ada.example or https://fb.com/ada."""

    url: str

    @property
    def domain(self) -> str:
        return domain_of(self.url)

    @property
    def is_shared(self) -> bool:
        return shared_hosts.is_shared(self.domain)

    def owns(self, domain: str) -> bool:
        """Say whether only the campaign can have something at this domain."""
        return is_at(domain, self.domain) and not self.is_shared

    def refuse_dns_if_shared(self) -> None:
        """Raise ValidationError if the domain's DNS belongs to a host that many share."""
        if self.is_shared:
            raise ValidationError(
                _(
                    "%(domain)s hosts the pages of many people, so its DNS says nothing about "
                    "this campaign. Use another kind of proof."
                ),
                code="shared_host",
                params={"domain": self.domain},
            )

    def refuse_email_from(self, domain: str, *, is_published: bool) -> None:
        """Raise ValidationError if an email that `domain` signed may be someone else's.

        `is_published` says that the campaign publishes the address itself.
        """
        if shared_hosts.is_for_accounts(domain):
            raise ValidationError(
                _(
                    "Anyone can make %(domain)s send an email, so this proves nothing. Use "
                    "another kind of proof."
                ),
                code="shared_host",
                params={"domain": domain},
            )
        if not is_published and not self.owns(domain):
            raise ValidationError(
                _(
                    "This email is from %(domain)s, which isn’t the campaign’s website. Add a link "
                    "to where the campaign publishes this address."
                ),
                code="whose_address",
                params={"domain": domain},
            )

    def has_page(self, url: str) -> bool:
        """Say whether a page is the campaign's: at its domain, below its path if that has one.

        On a shared host, it has to be at the same name, which may be another account's otherwise.
        A path with “..” in it may lead to another user of the same host.
        """
        if self.is_shared:
            is_here = domain_of(url) == self.domain and self._names_account()
            return is_here and self._has_below(url) and self._has_query_of(url)
        return is_at(domain_of(url), self.domain) and self._has_below(url)

    @property
    def _path(self) -> str:
        return urlsplit(self.url).path.rstrip("/")

    def _names_account(self) -> bool:
        return bool(self._path) or shared_hosts.names_account(self.domain)

    def _has_below(self, url: str) -> bool:
        path = urlsplit(url).path
        climbs = any(part.partition(";")[0] == ".." for part in re.split(r"[/\\]", unquote(path)))
        is_below = not climbs and (path == self._path or path.startswith(f"{self._path}/"))
        return is_below or not self._path

    def _has_query_of(self, url: str) -> bool:
        """Say whether a page has the parameters of the site, such as profile.php?id=1, and once."""
        own, found = (parse_qsl(urlsplit(each).query) for each in (self.url, url))
        names = [name for name, _value in found]
        return all(pair in found and names.count(pair[0]) == 1 for pair in own)
