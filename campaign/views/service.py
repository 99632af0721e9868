"""What watches the service."""

from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from campaign.lib.database_outage import RETRY_AFTER_SECONDS
from campaign.lib.http import public_page


@never_cache
@public_page
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers, without asking the database."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@never_cache
@public_page
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether visitors can come: the database answers and all migrations have run."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return not_ready(_("The database does not answer."))
    if pending:
        return not_ready(_("%(count)d migrations have not run yet.") % {"count": len(pending)})
    return HttpResponse("ready", content_type="text/plain; charset=utf-8")


def not_ready(sentence: str) -> HttpResponse:
    return HttpResponse(
        sentence,
        status=503,
        headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
        content_type="text/plain; charset=utf-8",
    )
