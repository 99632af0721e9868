import pytest
from django.urls import reverse

from tests.factories import OrganizerFactory, run
from tests.second_factor import prove

pytestmark = pytest.mark.django_db


class TestPage:
    def test_closes_an_account_and_says_what_was_handed_over(self, admin_client, admin_user):
        prove(admin_client)
        leaver, heir = OrganizerFactory(), OrganizerFactory(is_superuser=True)
        run(assigned_to=leaver)
        page = reverse("admin:auth_user_close", args=[leaver.pk])
        account = reverse("admin:auth_user_change", args=[leaver.pk])
        assert page in admin_client.get(account).text
        assert "<dd>1</dd>" in admin_client.get(page).text.replace("\n", "")
        done = admin_client.post(page, {"heir": heir.pk}, follow=True)
        assert "Handed over: 1 campaign and 0 drafts." in done.text
        assert page not in done.text
        assert admin_client.get(page).status_code == 404
        own = reverse("admin:auth_user_close", args=[admin_user.pk])
        assert admin_client.get(own).status_code == 403
