"""Which addresses are one mailbox, which may be emailed, and which look mistyped."""

import difflib
from collections.abc import Collection
from typing import NamedTuple, cast

from django.core.cache import cache
from django.db.models import BooleanField, Count, Exists, F, Func, OuterRef, QuerySet

from campaign.lib.batches import ids_in_batches
from campaign.lib.digest import short_hash
from campaign.lib.email_addresses import ascii_domain
from pledges.keys import ADDRESS, keyed_hash
from pledges.models import DomainRule, SharedDomain, Supporter, Suppression

AT_ONCE = 1000

RULES = "pledges.domain_rules"
# How long a process keeps the rules it has read, in seconds.
RULES_BELIEVED_SECONDS = 60
# Common email domains; we ask about an address whose domain looks almost like one of them.
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


class Rule(NamedTuple):
    """How one provider names a mailbox; see `DomainRule`."""

    alias_of: str = ""
    tag_separator: str = ""
    ignores_dots: bool = False


def rules() -> dict[str, Rule]:
    """Return the rules by domain; read once a minute and process."""

    def read() -> dict[str, Rule]:
        rows = DomainRule.objects.values_list("domain", *Rule._fields)
        return {domain: Rule(*rule) for domain, *rule in rows}

    return cast(dict[str, Rule], cache.get_or_set(RULES, read, RULES_BELIEVED_SECONDS))


def forget_rules() -> None:
    """Let this process read the rules again now."""
    cache.delete(RULES)


def domain_of(email: str) -> str:
    """Return the domain of an address in lower case, in ASCII also where it was not."""
    domain = email.rpartition("@")[2]
    try:
        return ascii_domain(domain)
    except ValueError:
        return domain.lower()


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
    """Return every keyed hash under which `email` may be known, the current one first.

    The second, if different, is the one without any rule of its provider.
    """
    unruled = f"{email.rpartition('@')[0].casefold()}@{domain_of(email)}"
    return list(dict.fromkeys([email_key(email), keyed_hash(ADDRESS, unruled)]))


def may_be_mailed(supporters: QuerySet[Supporter]) -> QuerySet[Supporter]:
    """Keep the supporters whose address may get email. Everything that sends or exports asks this.

    It checks every key the address has had, so a bounce noted under another rule of its provider
    counts. Whether people agreed to updates is a separate question.
    """
    keys = Func(
        OuterRef("email_key"),
        OuterRef("other_keys"),
        template="(array_prepend(%(expressions)s))",
    )
    is_theirs = Func(
        F("email_key"),
        keys,
        template="%(expressions)s",
        arg_joiner=" = ANY ",
        output_field=BooleanField(),
    )
    return supporters.filter(~Exists(Suppression.objects.filter(is_theirs)))


def mailable_among(supporters: Collection[int]) -> set[int]:
    """Return the ids of these supporters that may be emailed; one query."""
    mailable = may_be_mailed(Supporter.objects.filter(pk__in=supporters))
    return set(mailable.values_list("pk", flat=True))


def note_keys_under(rule: DomainRule) -> int:
    """Give supporters at a rule's domain their key under a new or changed rule.

    `email_key`, which identifies them, stays the same. Return how many got another key.
    """
    aliases = DomainRule.objects.filter(alias_of=rule.domain).values_list("domain", flat=True)
    keys = [domain_key(domain) for domain in (rule.domain, *aliases)]
    forget_rules()
    noted = 0
    rows = Supporter.objects.only("email", "email_key", "other_keys")
    for ids in ids_in_batches(rows.filter(domain_key__in=keys), AT_ONCE):
        changed = []
        for each in rows.filter(pk__in=ids):
            known = {bytes(each.email_key), *map(bytes, each.other_keys)}
            if new := [key for key in email_keys(each.email) if key not in known]:
                each.other_keys += new
                changed.append(each)
        Supporter.objects.bulk_update(changed, ["other_keys"])
        noted += len(changed)
    return noted


def domain_key(email: str) -> bytes:
    """Return the keyed hash of the domain of `email`, or of a domain alone: 32 bytes."""
    return keyed_hash(ADDRESS, domain_of(email))


def domain_shown(key: bytes) -> str:
    """Return the name of a domain that many share, or the start of any other's hash."""
    shared = SharedDomain.objects.filter(domain_key=key).first()
    return shared.name if shared else short_hash(key)


def note_shared_domains() -> None:
    """Keep the names of domains that are well known or that many confirmed supporters share.

    Of every other domain, only the hash is kept, with the supporters.
    """
    confirmed = Supporter.objects.filter(confirmed_at__isnull=False)
    shared = confirmed.values("domain_key").annotate(count=Count("pk"))
    shared = shared.filter(count__gte=SharedDomain.FEWEST_SUPPORTERS)
    keys = {bytes(key) for key in shared.values_list("domain_key", flat=True)}
    names = {domain_key(domain): domain for domain in WELL_KNOWN_DOMAINS}
    known = {bytes(key) for key in SharedDomain.objects.values_list("domain_key", flat=True)}
    for key in keys - names.keys() - known:
        if somebody := confirmed.filter(domain_key=key).only("email").first():
            names[key] = domain_of(somebody.email)
    SharedDomain.objects.exclude(domain_key__in=[*keys, *names]).delete()
    SharedDomain.objects.bulk_create(
        [SharedDomain(domain_key=key, name=name) for key, name in names.items()],
        ignore_conflicts=True,
    )


def likely_domain(email: str) -> str:
    """Return the well-known domain that `email` probably meant; empty if it looks right."""
    domain = domain_of(email)
    if domain in WELL_KNOWN_DOMAINS or domain in rules():
        return ""
    alike = difflib.get_close_matches(domain, WELL_KNOWN_DOMAINS, n=1, cutoff=LIKENESS)
    return alike[0] if alike else ""
