from types import ModuleType

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "campaign.accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from campaign.accounts import emails, login_events, notices, roles, trial_email
        from campaign.lib import outbox

        login_events.connect()
        for kind in [*emails.KINDS, *notices.KINDS, trial_email.KIND]:
            outbox.register(kind)
        post_migrate.connect(roles.make_groups, dispatch_uid="accounts.make_groups")


class OrganizersAdminConfig(AdminConfig):
    default_site = "campaign.accounts.site.OrganizersSite"

    def __init__(self, app_name: str, app_module: ModuleType | None) -> None:
        # Before any form is imported: its fields take their sentences when they're made.
        from campaign.lib.field_messages import use_our_words

        use_our_words()
        super().__init__(app_name, app_module)
