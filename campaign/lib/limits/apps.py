from django.apps import AppConfig


class LimitsConfig(AppConfig):
    name = "campaign.lib.limits"
    verbose_name = "Limits"
