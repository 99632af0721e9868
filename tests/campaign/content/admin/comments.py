"""What organizers do with comments in the admin, and what the admin says to it."""

from django.test import Client
from django.urls import reverse

from campaign.content.models import Comment
from tests.bulk_actions import act

LIST = reverse("admin:campaign_comment_changelist")
BY_ADDRESS = reverse("admin:campaign_comment_by_address")
REMOVE = reverse("admin:campaign_comment_remove")


def page(name: str, comment: Comment) -> str:
    return reverse(f"admin:campaign_comment_{name}", args=[comment.pk])


def act_on(client: Client, action: str, *comments: Comment):
    return act(client, f"{LIST}?state=all", action, *comments)


def said_by(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def states() -> list[str]:
    return list(Comment.objects.order_by("pk").values_list("state", flat=True))
