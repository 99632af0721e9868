from django.apps import AppConfig
from django.db.models.signals import pre_migrate


class DatabaseConfig(AppConfig):
    name = "campaign.lib.postgresql"
    verbose_name = "Database"

    def ready(self) -> None:
        from campaign.lib.database_wait import migrate_patiently

        pre_migrate.connect(migrate_patiently, dispatch_uid="postgresql.migrate_patiently")
