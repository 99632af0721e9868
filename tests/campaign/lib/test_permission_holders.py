import pytest
from django.contrib.auth.models import Group

from campaign.accounts.access import Role
from campaign.lib.permission_holders import administrators, holders_of
from tests.factories import OrganizerFactory


def with_role(role: Role, **facts: object) -> object:
    organizer = OrganizerFactory.create(**facts)
    organizer.groups.set(Group.objects.filter(name=role.value))
    return organizer


@pytest.mark.django_db
class TestHolders:
    def test_have_a_permission_by_role_or_as_superusers(self) -> None:
        root = OrganizerFactory.create(is_superuser=True)
        verifier = with_role(Role.VERIFIER)
        with_role(Role.CALLER)
        assert {root, verifier} == set(holders_of("candidates.publish_answer"))

    def test_include_administrators_without_a_superusers_rights(self) -> None:
        root = OrganizerFactory.create(is_superuser=True)
        administrator = with_role(Role.ADMINISTRATOR)
        with_role(Role.ADMINISTRATOR, is_active=False)
        with_role(Role.STEWARD)
        assert {root, administrator} == set(administrators())
