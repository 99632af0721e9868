from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "campaign.lib.audit"
    verbose_name = "Audit log"
