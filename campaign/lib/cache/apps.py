from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class CacheConfig(AppConfig):
    name = "campaign.lib.cache"
    verbose_name = "Finished pages"

    def ready(self) -> None:
        from campaign.lib.cache.publications import watch_tables
        from campaign.lib.database_wait import bound_waiting

        connection_created.connect(bound_waiting, dispatch_uid="cache.bound_waiting")
        post_migrate.connect(watch_tables, dispatch_uid="cache.watch_tables")
