from django.apps import AppConfig
from django.db.backends.signals import connection_created


class LimitsConfig(AppConfig):
    name = "campaign.lib.limits"
    verbose_name = "Limits"

    def ready(self) -> None:
        from campaign.lib.limits.buckets import forget_salt

        connection_created.connect(forget_salt, dispatch_uid="limits.forget_salt")
