import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission

from campaign.accounts import roles
from campaign.accounts.access import Role, permissions_of

pytestmark = pytest.mark.django_db


def given(role: Role) -> set[str]:
    found = Permission.objects.filter(group__name=role)
    return {
        f"{app}.{code}" for app, code in found.values_list("content_type__app_label", "codename")
    }


class TestMakeGroups:
    def test_gives_each_role_exactly_what_the_table_says(self):
        for role in Role:
            assert given(role) == permissions_of(role)

    def test_mends_a_group_that_somebody_changed(self):
        group = Group.objects.get(name=Role.VERIFIER)
        group.permissions.set(Permission.objects.filter(codename="view_supporter"))
        for config in apps.get_app_configs():
            roles.make_groups(config, verbosity=0)
        assert given(Role.VERIFIER) == permissions_of(Role.VERIFIER)
