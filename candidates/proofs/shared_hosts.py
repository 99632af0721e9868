"""Hosts that thousands of strangers share: having a page there shows who holds an account.

It doesn't show who holds the domain. So nobody's DNS record or signed email there proves anything.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import dropwhile
from pathlib import Path
from typing import TYPE_CHECKING

from candidates import data
from candidates.proofs.grades import is_free_mail

if TYPE_CHECKING:  # its list takes 1.6 MiB, and few processes ever check a proof
    from publicsuffixlist import PublicSuffixList

# Hosts that the Public Suffix List lacks, and where their addresses have an account: in the `path`
# (facebook.com/ada), or in a `name` below the host (ada.wordpress.com).
LISTED = {row["host"]: row["account"] for row in data.rows("shared_hosts.csv")}
START_OF_PRIVATE_PART = "===BEGIN PRIVATE DOMAINS==="


def is_for_accounts(domain: str) -> bool:
    """Say whether a domain, or one above it, hosts the pages of many accounts."""
    return any(host in LISTED for host in _with_parents(domain)) or bool(_private_suffix(domain))


def is_shared(domain: str) -> bool:
    """Say the same, also of providers of free mailboxes. Some also host pages of customers."""
    return is_for_accounts(domain) or is_free_mail(domain)


def names_account(domain: str) -> bool:
    """Say whether a shared domain alone names one account, such as ada.wordpress.com."""
    above = _with_parents(domain)[1:]
    is_below = any(LISTED.get(host) == "name" for host in above)
    return is_below or _private_suffix(domain) not in {None, domain}


def _with_parents(domain: str) -> list[str]:
    labels = domain.split(".")
    return [".".join(labels[place:]) for place in range(len(labels))]


def _private_suffix(domain: str) -> str | None:
    """Return what of a domain a company lets strangers have names below, None if nothing."""
    found: str | None = _private_suffixes().publicsuffix(domain)
    return found


@lru_cache(maxsize=1)
def _private_suffixes() -> PublicSuffixList:
    """Return the part of the Public Suffix List that companies asked for, as the package has it."""
    from publicsuffixlist import PSLFILE, PublicSuffixList

    with Path(PSLFILE).open(encoding="utf-8") as file:
        private = dropwhile(lambda line: START_OF_PRIVATE_PART not in line, file)
        return PublicSuffixList(private, accept_unknown=False)
