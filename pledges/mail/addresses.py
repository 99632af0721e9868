"""Which addresses are one mailbox, and which were probably typed wrongly."""

from __future__ import annotations

import difflib
import time
from dataclasses import dataclass

from pledges.keys import ADDRESS, keyed_hash
from pledges.models import DomainRule

# How long a process believes the rules that it has read, in seconds.
RULES_BELIEVED_SECONDS = 60
# Domains at which people have their mail; what looks like one of them and is none is queried.
WELL_KNOWN_DOMAINS = (
    "aol.com", "att.net", "bellsouth.net", "charter.net", "comcast.net", "cox.net",
    "earthlink.net", "email.com", "fastmail.com", "gmail.com", "gmx.com", "gmx.us",
    "googlemail.com", "hotmail.com", "hotmail.es", "icloud.com", "juno.com", "live.com",
    "mac.com", "mail.com", "me.com", "msn.com", "optonline.net", "outlook.com", "pm.me",
    "proton.me", "protonmail.com", "riseup.net", "rocketmail.com", "sbcglobal.net",
    "verizon.net", "yahoo.com", "yahoo.es", "ymail.com", "zoho.com",
)  # fmt: skip
# From experiment: gmial.com, gmail.co, hotnail.com and yaho.com are found, gmx.net is not.
LIKENESS = 0.86


@dataclass(frozen=True)
class Rule:
    """How one provider names a mailbox; see `DomainRule`."""

    alias_of: str = ""
    tag_separator: str = ""
    ignores_dots: bool = False


_read: tuple[float, dict[str, Rule]] | None = None


def rules() -> dict[str, Rule]:
    """Return the rules by domain; read once a minute and process."""
    global _read
    if _read is None or time.monotonic() - _read[0] > RULES_BELIEVED_SECONDS:
        rows = {
            rule.domain: Rule(rule.alias_of, rule.tag_separator, rule.ignores_dots)
            for rule in DomainRule.objects.all()
        }
        _read = (time.monotonic(), rows)
    return _read[1]


def forget_rules() -> None:
    """Let this process read the rules again: an organizer changed one."""
    global _read
    _read = None


def domain_of(email: str) -> str:
    """Return the domain of an address in lower case, in ASCII also where it was not."""
    domain = email.rpartition("@")[2].lower()
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain


def canonical(email: str) -> str:
    """Return the one address of the mailbox that `email` leads to, in lower case."""
    mailbox, domain = email.rpartition("@")[0].casefold(), domain_of(email)
    known = rules()
    rule = known.get(domain, Rule())
    if rule.alias_of:
        domain = rule.alias_of
        rule = known.get(domain, Rule())
    if rule.tag_separator:
        # A mailbox that begins with the sign is no tag of nobody.
        mailbox = mailbox[:1] + mailbox[1:].partition(rule.tag_separator)[0]
    if rule.ignores_dots:
        mailbox = mailbox.replace(".", "")
    return f"{mailbox}@{domain}"


def email_key(email: str) -> bytes:
    """Return the keyed hash by which the supporter at `email` is found: 32 bytes."""
    return keyed_hash(ADDRESS, canonical(email))


def email_keys(email: str) -> list[bytes]:
    """Return every keyed hash under which `email` may be known, the present one first.

    The second is the one from before its provider had a rule.
    """
    unruled = f"{email.rpartition('@')[0].casefold()}@{domain_of(email)}"
    return [email_key(email), keyed_hash(ADDRESS, unruled)]


def likely_domain(email: str) -> str:
    """Return the well-known domain that `email` was probably meant to have, empty without doubt."""
    domain = domain_of(email)
    if domain in WELL_KNOWN_DOMAINS or domain in rules():
        return ""
    alike = difflib.get_close_matches(domain, WELL_KNOWN_DOMAINS, n=1, cutoff=LIKENESS)
    return alike[0] if alike else ""
