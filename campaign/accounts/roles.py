"""Keep each role's group in step with the table in `access`."""

from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.contrib.auth.management import create_permissions

from campaign.accounts.access import PERMISSIONS, Role


def make_groups(app_config: AppConfig, apps: Any = installed, **migration: Any) -> None:
    """Give each role's group its rights on the models of one app, and remove all others.

    Runs after every `migrate`, so roles always match this version of the site.
    """
    label = app_config.label
    wanted_names = {
        name: roles for name, roles in PERMISSIONS.items() if name.startswith(f"{label}.")
    }
    try:
        group_model, permission_model = (
            apps.get_model("auth", name) for name in ("Group", "Permission")
        )
    except LookupError:  # migrated to a state without accounts
        return
    if not wanted_names:
        return
    create_permissions(app_config, apps=apps, **migration)
    group_model.objects.bulk_create(
        [group_model(name=role.value) for role in Role], ignore_conflicts=True
    )
    groups = dict(group_model.objects.filter(name__in=Role).values_list("name", "pk"))
    ids = {
        f"{label}.{code}": pk
        for code, pk in permission_model.objects.filter(content_type__app_label=label).values_list(
            "codename", "pk"
        )
    }
    wanted = {
        (groups[role], ids[name])
        for name, roles in wanted_names.items()
        if name in ids
        for role in roles
    }
    through = group_model.permissions.through
    rows = through.objects.filter(group__in=groups.values(), permission__in=ids.values())
    given = {(row.group_id, row.permission_id): row.pk for row in rows}
    rows.filter(pk__in=[pk for pair, pk in given.items() if pair not in wanted]).delete()
    through.objects.bulk_create(
        [
            through(group_id=group, permission_id=permission)
            for group, permission in sorted(wanted - given.keys())
        ]
    )
