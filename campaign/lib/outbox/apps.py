from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "campaign.lib.outbox"
    verbose_name = "Email"

    def ready(self) -> None:
        from campaign.lib.outbox import kinds, notices

        kinds.register(notices.LANE_PAUSED)
