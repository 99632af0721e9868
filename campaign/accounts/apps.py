from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class AccountsConfig(AppConfig):
    name = "campaign.accounts"
    verbose_name = "Accounts"


class OrganizersAdminConfig(AdminConfig):
    default_site = "campaign.accounts.site.OrganizersSite"
