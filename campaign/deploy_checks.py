"""What `check --deploy` says about settings that are wrong on a public site and fail silently.

`make run` never runs these: a trial has no proxy, and its email stays on the machine.
"""

import datetime
from collections.abc import Iterator
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core import checks
from django.utils import timezone

from campaign.lib.backups import BackupError

# Enough time to check the contact in security.txt and move its date.
LOOK_AGAIN = datetime.timedelta(days=30)
TO_DISK = "campaign.lib.email_files.EmailBackend"


@checks.register(checks.Tags.security, deploy=True)
def public_site(**_options: Any) -> list[checks.CheckMessage]:
    """Return what visitors, mail servers and people who find a security hole would run into."""
    return [
        *proxy_messages(),
        *email_messages(),
        *security_txt_messages(),
        *backup_messages(),
    ]


def proxy_messages() -> Iterator[checks.CheckMessage]:
    if settings.IS_HTTPS and not settings.TRUSTED_PROXIES:
        yield checks.Warning(
            (
                "TRUSTED_PROXIES is 0, but this site needs a proxy for https. Without it, every "
                "visitor seems to come from one address, so limits meant for one visitor block "
                "everyone."
            ),
            hint="Set TRUSTED_PROXIES to the number of proxies. With deploy/nginx.conf it's 1.",
            id="campaign.W001",
        )


def email_messages() -> Iterator[checks.CheckMessage]:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    if settings.EMAIL_BACKEND == TO_DISK:
        folder = getattr(settings, "EMAIL_FILE_PATH", "a folder")
        yield checks.Warning(
            f"Email is saved to {folder} and never leaves this machine.",
            hint="Set EMAIL_URL to a mail server, and DEFAULT_FROM_EMAIL to the sender.",
            id="campaign.W002",
        )
    elif domain == "localhost":
        yield checks.Warning(
            f"Email comes from {settings.DEFAULT_FROM_EMAIL}, which other mail servers refuse.",
            hint="Set DEFAULT_FROM_EMAIL to an address your mail server may send from.",
            id="campaign.W003",
        )
    else:
        yield checks.Info(
            f"Mailbox providers trust email from {domain} only if its DNS vouches for it.",
            hint=(
                "Look up these TXT records, such as with `dig TXT NAME +short`:\n"
                f"SPF: {domain} has one record that begins with v=spf1 and includes your mail "
                "server.\n"
                f"DKIM: SELECTOR._domainkey.{domain} holds a key; your mail provider tells you the "
                "selector.\n"
                f"DMARC: _dmarc.{domain} begins with v=DMARC1. If it is missing, the one of the "
                "domain above applies.\n"
                "Then send yourself an email (sendtestemail) and look for spf=pass, dkim=pass and "
                "dmarc=pass in its Authentication-Results header."
            ),
            id="campaign.I001",
        )


def security_txt_messages() -> Iterator[checks.CheckMessage]:
    expires_on = settings.SECURITY_TXT_EXPIRES_ON
    if expires_on is None:
        yield checks.Warning(
            "There's no security.txt: people who find a hole don't know who to tell.",
            hint="Set SECURITY_TXT_EXPIRES_ON to a day within a year.",
            id="campaign.W004",
        )
    elif expires_on - timezone.localdate() < LOOK_AGAIN:
        yield checks.Warning(
            f"/.well-known/security.txt expires on {expires_on}.",
            hint=(
                "Check that its contact still works, then set SECURITY_TXT_EXPIRES_ON to a later "
                "date."
            ),
            id="campaign.W005",
        )


def backup_messages() -> Iterator[checks.CheckMessage]:
    # Imported here, because web processes load this module and never encrypt a backup.
    from campaign.lib.backups.sealing import recipients

    try:
        recipients(settings.BACKUP_PUBLIC_KEYS)
    except BackupError as error:
        yield checks.Warning(
            "This site can't take backups, because it has no valid key to encrypt them with.",
            hint=str(error),
            id="campaign.W006",
        )
