from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from pledges.models import SignUp
from tests.bulk_actions import act, ask
from tests.pledges.admin.floods import held
from tests.pledges.admin.pages import list_of, page, said_by

pytestmark = pytest.mark.django_db


class TestUnanswered:
    LIST = list_of("signup")

    def test_are_listed_once_set_aside_and_tried_again(self, admin_client):
        now = timezone.now()
        SignUp.objects.create(sent_at=now, tries=2)
        aside = SignUp.objects.create(sent_at=now, tries=3, name="Ines Basalt")
        response = admin_client.get(self.LIST)
        assert list(response.context["cl"].result_list) == [aside]
        assert "Ines" not in response.text
        assert "Ines" not in admin_client.get(page("change", aside)).text
        assert "we’ll email" in ask(admin_client, self.LIST, "try_again", aside).text
        assert SignUp.objects.waiting().count() == 1
        response = act(admin_client, self.LIST, "try_again", aside)
        assert said_by(response) == ["We’ll try 1 sign-up again."]
        assert SignUp.objects.waiting().count() == 2

    def test_and_floods_are_on_the_front_page(self, admin_client):
        SignUp.objects.create(sent_at=timezone.now(), tries=3)
        held(None, 2)
        shown = admin_client.get(reverse("admin:index")).text
        assert "1 sign-up failed. Try it again." in shown
        assert "2 sign-ups are held because too many came at once." in shown
