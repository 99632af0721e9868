from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from campaign.accounts.second_factor.resetting import reset_second_factor


class Command(BaseCommand):
    help = (
        "Let an organizer who lost their phone and their codes back in, if no administrator can. "
        "They'll set up a new second factor the next time they log in."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError("No account has this username.")
        reset_second_factor(user, by=None)
        self.stdout.write(
            "Second factor reset. Every administrator with an email address gets an email."
        )
