"""What the organizers' own pages ask."""

from django import template
from django.contrib.auth.models import User

from campaign import first_steps as steps

register = template.Library()


@register.simple_tag
def first_steps() -> list[steps.Step]:
    """Return what a new campaign has still to do: `{% first_steps as steps %}`."""
    return steps.first_steps()


@register.simple_tag
def waiting(user: User) -> list[steps.Step]:
    """Return what waits for an organizer: `{% waiting user as steps %}`."""
    return steps.waiting(user)
