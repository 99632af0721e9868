from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "campaign.lib.outbox"
    verbose_name = "Email"
