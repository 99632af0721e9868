import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from tests.factories import CommentFactory, OrganizerFactory

pytestmark = pytest.mark.django_db


def page(number: int) -> str:
    return reverse("admin:campaign_comment_change", args=[number])


class TestDetailPage:
    def test_shows_a_row_to_those_who_may_look(self, client):
        helper, comment = OrganizerFactory.create(), CommentFactory.create()
        client.force_login(helper)
        assert client.get(page(comment.pk)).status_code == 403
        helper.user_permissions.add(Permission.objects.get(codename="view_comment"))
        shown = client.get(page(comment.pk))
        assert (shown.status_code, shown.context["row"]) == (200, comment)

    def test_is_not_found_without_a_row(self, admin_client):
        assert admin_client.get(page(9)).status_code == 404
