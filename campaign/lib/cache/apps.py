from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CacheConfig(AppConfig):
    name = "campaign.lib.cache"
    verbose_name = "Finished pages"

    def ready(self) -> None:
        from campaign.lib.cache.publications import watch_tables

        post_migrate.connect(watch_tables, dispatch_uid="cache.watch_tables")
