from django.apps import AppConfig


class PledgesConfig(AppConfig):
    name = "pledges"
    verbose_name = "Petitions and supporters"

    def ready(self) -> None:
        from pledges import checks  # noqa: F401 - registers them
        from pledges.mail import kinds

        kinds.register()
