from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "campaign.lib.outbox"
    verbose_name = "Email"

    def ready(self) -> None:
        from campaign.lib.outbox import kinds, lane_health

        kinds.register(lane_health.LANE_PAUSED)
