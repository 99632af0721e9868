from django.apps import AppConfig


class BackupsConfig(AppConfig):
    name = "campaign.lib.backups"
    verbose_name = "Backups"
