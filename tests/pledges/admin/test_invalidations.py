import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from pledges.mail.addresses import domain_key
from pledges.models import Invalidation, Petition
from tests.factories import OrganizerFactory
from tests.pledges.admin.invalidations import ADD, flooded_petition, typed, work, written
from tests.pledges.admin.pages import list_of, page, sent
from tests.pledges.people import a_signature, a_supporter

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition() -> Petition:
    return flooded_petition()


class TestPage:
    def test_applies_and_takes_back(self, admin_client, petition):
        rule = written(admin_client, petition, email_domain="flood.example")
        shown = admin_client.get(page("apply", rule)).text
        assert "<dt>Counted now</dt><dd>3</dd>" in shown
        admin_client.post(page("apply", rule))
        assert "This starts within seconds." in admin_client.get(page("change", rule)).text
        assert admin_client.post(page("apply", rule)).status_code == 422
        work()
        assert petition.signatures.confirmed().count() == 0
        admin_client.post(page("revert", rule))
        work()
        assert petition.signatures.confirmed().count() == 3
        assert "Undone" in admin_client.get(page("change", rule)).text

    def test_starts_a_job_that_does_not_move_once(self, admin_client, petition):
        sent(admin_client, ADD, typed(petition, email_domain="flood.example"))
        rule = Invalidation.objects.get()
        for _number in range(2):
            assert "Stuck? Start it again" in admin_client.get(page("change", rule)).text
            answer = admin_client.post(page("count", rule), follow=True)
            assert "It’s in line" in answer.text
        assert ProcrastinateJob.objects.filter(task_name="go_on_with_invalidation").count() == 1

    def test_counts_again(self, admin_client, petition):
        rule = written(admin_client, petition, email_domain="flood.example")
        a_signature(petition, a_supporter("late@flood.example"))
        admin_client.post(page("count", rule))
        work()
        rule.refresh_from_db()
        assert rule.found_count == 4

    def test_is_deleted_before_it_is_applied_only(self, admin_client, petition):
        rule = written(admin_client, petition, email_domain="flood.example")
        admin_client.post(page("apply", rule))
        work()
        assert admin_client.post(page("delete", rule), {"post": "yes"}).status_code == 403
        other = written(admin_client, petition, postal_code="48226")
        assert admin_client.post(page("delete", other), {"post": "yes"}).status_code == 302

    def test_is_for_those_who_may(self, client, petition):
        rule = Invalidation.objects.create(
            petition=petition, domain_key=domain_key("flood.example"), public_reason="A flood."
        )
        client.force_login(OrganizerFactory.create())
        for name in ("apply", "revert", "count"):
            assert client.post(page(name, rule)).status_code == 403
        assert client.get(list_of("invalidation")).status_code == 403
