from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "campaign.accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from campaign.accounts import roles, sign_ins

        sign_ins.connect()
        post_migrate.connect(roles.make_groups, dispatch_uid="accounts.make_groups")


class OrganizersAdminConfig(AdminConfig):
    default_site = "campaign.accounts.site.OrganizersSite"
