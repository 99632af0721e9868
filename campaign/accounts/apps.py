from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "campaign.accounts"
    verbose_name = "Accounts"
