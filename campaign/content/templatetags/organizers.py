"""Template tags for the organizers' pages."""

from django import template
from django.contrib.auth.models import User
from django.template import Context
from django.utils import timezone

from campaign.content import first_steps as steps
from campaign.content.kept_forms import IS_GIVEN_BACK

register = template.Library()


@register.simple_tag
def first_steps() -> list[steps.Step]:
    """Return what a new campaign still has to do: `{% first_steps as steps %}`."""
    return steps.first_steps()


@register.simple_tag
def newest_backup(user: User) -> steps.BackupAge | None:
    """Return how old the newest verified backup is: `{% newest_backup user as backup %}`."""
    return steps.newest_backup(user, timezone.now())


@register.simple_tag(takes_context=True)
def waiting(context: Context, user: User) -> list[steps.Step]:
    """Return what's waiting for an organizer: `{% waiting user as steps %}`."""
    kept = steps.kept_forms(user) if context["request"].session.get(IS_GIVEN_BACK) else []
    return kept + steps.waiting(user)
