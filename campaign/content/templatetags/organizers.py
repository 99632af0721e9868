"""Template tags for the organizers' pages."""

from django import template
from django.contrib.admin.views.main import ALL_VAR, PAGE_VAR, ChangeList
from django.contrib.auth.models import User
from django.template import Context
from django.utils import timezone

from campaign.content import first_steps as steps
from campaign.content.kept_forms import IS_GIVEN_BACK, waits_for_login
from campaign.lib.admin.exporting import FORMAT
from campaign.lib.admin.waiting import Step
from campaign.lib.admin.waiting import waiting as waiting_for
from campaign.lib.lags import late

register = template.Library()


@register.simple_tag
def first_steps() -> steps.FirstSteps:
    """Return what a new campaign did and still has to do: `{% first_steps as steps %}`."""
    return steps.first_steps()


@register.simple_tag
def export_query(changelist: ChangeList, kind: str) -> str:
    """Return the query of a list's file: its filters, search and order, on no single page."""
    return changelist.get_query_string({FORMAT: kind}, remove=[PAGE_VAR, ALL_VAR])


@register.simple_tag
def newest_backup(user: User) -> steps.BackupAge | None:
    """Return how old the newest verified backup is: `{% newest_backup user as backup %}`."""
    return steps.newest_backup(user, timezone.now())


@register.simple_tag(takes_context=True)
def lags(context: Context) -> list[str]:
    """Return sentences about jobs, emails and pages that are late: `{% lags as sentences %}`."""
    return late(context["request"], timezone.now())


@register.simple_tag(takes_context=True)
def kept_form_waits(context: Context) -> bool:
    """Say whether a form waits for this login: `{% kept_form_waits as waits %}`."""
    return waits_for_login(context["request"], timezone.now())


@register.simple_tag(takes_context=True)
def waiting(context: Context, user: User) -> list[Step]:
    """Return what's waiting for an organizer: `{% waiting user as steps %}`."""
    kept = steps.kept_forms(user) if context["request"].session.get(IS_GIVEN_BACK) else []
    return kept + waiting_for(user, timezone.now())
