"""What watches the service."""

from functools import cache
from importlib.util import find_spec
from pkgutil import iter_modules

from django.apps import apps
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from campaign.lib.backups.models import OLD_AFTER, Backup
from campaign.lib.database_outage import RETRY_AFTER_SECONDS
from campaign.lib.http import public_page
from campaign.lib.lags import lags, seconds_since


@never_cache
@public_page
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers, without asking the database."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@never_cache
@public_page
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether visitors can come: the database answers and all migrations have run.

    Then say how many seconds the oldest job and the oldest unsent reply have waited, for how long
    the pages of this process haven't been renewed, and how old the newest verified backup is. An
    old backup doesn't make the site unready.
    """
    now = timezone.now()
    try:
        pending = known_migrations() - MigrationRecorder(connection).applied_migrations().keys()
        if pending:
            return not_ready(_("%(count)d migrations haven’t run yet.") % {"count": len(pending)})
        waits = {f"{name}_seconds": seconds for name, seconds in lags(request, now).items()}
        backup_at = Backup.objects.newest_verified_at()
    except DatabaseError:
        return not_ready(_("The database isn’t responding."))
    is_current = backup_at is not None and now - backup_at <= OLD_AFTER
    facts = {
        **waits,
        "newest_verified_backup_seconds": seconds_since(backup_at, now) if backup_at else "none",
        "backups": "current" if is_current else "too old",
    }
    lines = ["ready", *(f"{name}: {value}" for name, value in facts.items())]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """Return the migrations that this process’s code comes with: apps, and names of files.

    Loading them, as Django does, takes 3 MiB.
    """
    folders = {each.label: find_spec(f"{each.name}.migrations") for each in apps.get_app_configs()}
    return frozenset(
        (label, module.name)
        for label, folder in folders.items()
        # One app calls a module so that has no migrations.
        if folder and folder.submodule_search_locations
        for module in iter_modules(folder.submodule_search_locations)
    )


def not_ready(sentence: str) -> HttpResponse:
    return HttpResponse(
        sentence,
        status=503,
        headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
        content_type="text/plain; charset=utf-8",
    )
