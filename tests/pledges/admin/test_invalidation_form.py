import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from pledges.mail.addresses import domain_key
from pledges.models import Invalidation, Petition, Surge
from tests.factories import OrganizerFactory
from tests.pledges.admin.invalidations import ADD, flooded_petition, typed, written
from tests.pledges.admin.pages import errors_of, page, sent
from tests.pledges.people import a_petition, a_signature

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition() -> Petition:
    return flooded_petition()


class TestWriting:
    def test_has_the_rule_counted_and_changes_nothing(self, admin_client, petition):
        rule = written(admin_client, petition, email_domain="Flood.Example")
        shown = admin_client.get(page("change", rule)).text
        for words in (
            domain_key("flood.example").hex()[:8],
            "3 signatures",
            "A flood.",
            "Apply…",
            "Count again",
        ):
            assert words in shown
        assert set(petition.signatures.values_list("state", flat=True)) == {"confirmed"}

    def test_needs_a_rule(self, admin_client, petition):
        refused = sent(admin_client, ADD, typed(petition))
        assert refused.status_code == 422
        assert "Fill in at least one field" in refused.text
        assert 'value="A flood."' in refused.text
        assert not Invalidation.objects.exists()

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("name_pattern", "**"),
            ("postal_code", "4822"),
            ("email_domain", "no domain"),
            ("public_reason", "{signed}"),
            ("surge", "5000"),
        ],
    )
    def test_refuses_what_means_nothing_or_everybody(self, admin_client, petition, field, value):
        parts = {"email_domain": "flood.example", field: value}
        refused = sent(admin_client, ADD, {**typed(petition), **parts})
        assert refused.status_code == 422
        assert errors_of(refused, field)

    def test_refuses_a_time_that_ends_before_it_begins(self, admin_client, petition):
        window = {"signed_from": "2026-05-02T12:00:00", "signed_until": "2026-05-01T12:00:00"}
        assert errors_of(sent(admin_client, ADD, typed(petition, **window)), "signed_until")

    def test_begins_with_the_surge_that_somebody_came_from(self, admin_client, petition):
        surge = {"petition": petition, "hour": timezone.now(), "count": 40, "usual_count": 0}
        domain = Surge.objects.create(kind="domain", key=domain_key("flood.example"), **surge)
        network = Surge.objects.create(kind="block", key=b"\xab" * 32, **surge)
        address = f"{ADD}?petition={petition.pk}&surge="
        assert f'value="{domain.pk}" selected' in admin_client.get(f"{address}{domain.pk}").text
        assert written(admin_client, petition, surge=str(domain.pk)).found_count == 3
        a_signature(petition, block_hash=bytes.fromhex("ab" * 32))
        rule = written(admin_client, petition, surge=str(network.pk))
        assert (rule.found_count, rule.network) == (1, "abababab")
        assert f'value="{network.pk}" selected' in admin_client.get(f"{address}{network.pk}").text
        assert admin_client.get(f"{address}x").status_code == 200

    def test_takes_no_network_of_another_petition(self, admin_client, petition):
        surge = Surge.objects.create(
            petition=a_petition(),
            kind="block",
            key=b"\xab" * 32,
            hour=timezone.now(),
            count=40,
            usual_count=0,
        )
        refused = sent(admin_client, ADD, typed(petition, surge=str(surge.pk)))
        assert errors_of(refused, "surge") == [
            "This surge was on another petition. Choose one on this petition."
        ]


class TestProbing:
    """Counting what a rule finds must not tell who signed to those who may not see supporters."""

    @pytest.fixture
    def organizer(self, client):
        organizer = OrganizerFactory.create()
        organizer.user_permissions.set(
            Permission.objects.filter(codename__in=["add_invalidation", "view_invalidation"])
        )
        client.force_login(organizer)
        return organizer

    PARTS = {"name_pattern": "Ines*", "email_domain": "flood.example", "postal_code": "48226"}

    @pytest.mark.parametrize("part", PARTS)
    def test_needs_the_right_to_see_supporters(self, client, organizer, petition, part):
        assert f'name="{part}"' not in client.get(ADD).text
        answer = sent(client, ADD, typed(petition, **{part: self.PARTS[part]}))
        assert answer.status_code == 422
        assert not Invalidation.objects.exists()

        organizer.user_permissions.add(Permission.objects.get(codename="view_supporter"))
        assert f'name="{part}"' in client.get(ADD).text
        assert written(client, petition, **{part: self.PARTS[part]}).found_count == 3

    def test_by_the_surge_of_a_domain_needs_that_right_too(self, client, organizer, petition):
        surge = Surge.objects.create(
            kind="domain",
            key=domain_key("flood.example"),
            petition=petition,
            hour=timezone.now(),
            count=3,
            usual_count=0,
        )
        assert sent(client, ADD, typed(petition, surge=str(surge.pk))).status_code == 422
        assert not Invalidation.objects.exists()

        organizer.user_permissions.add(Permission.objects.get(codename="view_supporter"))
        assert written(client, petition, surge=str(surge.pk)).found_count == 3

    def test_of_others_is_not_shown(self, client, organizer, petition):
        rule = Invalidation.objects.create(
            petition=petition, name_pattern="Ines*", postal_code="48226", public_reason="A flood."
        )
        shown = client.get(page("change", rule)).text
        assert "A flood." in shown
        assert "Ines*" not in shown
        assert "48226" not in shown

    def test_leaves_surges_and_times_to_everyone(self, client, organizer, petition):
        window = {"signed_from": "2020-05-01T12:00:00", "signed_until": "2120-05-02T12:00:00"}
        assert written(client, petition, **window).found_count == 3
