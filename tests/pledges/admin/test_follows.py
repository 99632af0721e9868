import pytest
from django.urls import NoReverseMatch, reverse

from tests.factories import run
from tests.pledges.follows import a_follow

pytestmark = pytest.mark.django_db


class TestFollowers:
    def test_are_counts_from_20_up_and_never_a_list(self, admin_client):
        few, many = run("Ada Few"), run("Ben Many")
        for number in range(20):
            a_follow(many.public_id)
            if number:
                row = a_follow(few.public_id)
        a_follow(few.public_id, confirmed_at=None, told_since=None, told_through=None)
        page = reverse("admin:pledges_follow_changelist")
        shown = admin_client.get(page).text
        assert "Ben Many" in shown
        assert "Ada Few" not in shown
        assert "In all: 39." in shown
        assert admin_client.post(page).status_code == 405
        assert admin_client.get(f"{page}{row.pk}/change/").status_code == 404
        with pytest.raises(NoReverseMatch):
            reverse("admin:pledges_follow_change", args=[row.pk])

    def test_are_shown_to_organizers_who_may_see_them(self, client, django_user_model):
        client.force_login(django_user_model.objects.create(username="ada", is_staff=True))
        page = reverse("admin:pledges_follow_changelist")
        assert client.get(page).status_code == 403
