import getpass
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from campaign.content.first_steps import first_steps
from campaign.content.models import Profile
from candidates.models import Person, PledgeText


class Command(BaseCommand):
    help = (
        "Start a campaign on an empty site: its name, what it asks, its postal address, its first "
        "organizer and a draft of its pledge. Asks for what no option gives. Refuses where a "
        "campaign has started."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", help="the campaign's name")
        parser.add_argument("--ask", help="one sentence: who asks whom for what")
        parser.add_argument(
            "--short-ask",
            default="",
            help="what signers pledge to do, in a few words for page titles: “abolish ICE”",
        )
        parser.add_argument(
            "--postal-address", help="where mail reaches the campaign: at the end of every email"
        )
        parser.add_argument("--organizer", help="the first organizer's user name")
        parser.add_argument("--email", default="", help="the first organizer's e-mail address")
        parser.add_argument(
            "--password-file",
            help="a file that holds the password, for starts without a person",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if Person.objects.exists() or PledgeText.objects.exists():
            raise CommandError(
                "A campaign has started here already: edit it in the admin. "
                "If it is the demo, `manage.py demo --remove` clears the site first."
            )
        name = options["name"] or self.ask("Name of the campaign")
        ask = options["ask"] or self.ask("What it asks, in one sentence")
        address = options["postal_address"] or self.ask(
            "Postal address of the campaign, for the end of its emails, on one line"
        )
        username = options["organizer"] or self.ask("User name of the first organizer")
        password = self.password(options["password_file"])
        try:
            profile = {
                "name": name,
                "ask": ask,
                "short_ask": options["short_ask"],
                "postal_address": address,
            }
            self.start(profile, username, options["email"], password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{name} has started. Log in at /admin/ as {username}; then:")
        for step in first_steps():
            self.stdout.write(f"- {step.sentence}")

    def ask(self, question: str) -> str:
        answer = input(f"{question}: ").strip()
        if not answer:
            raise CommandError("Nothing was stored, because an answer was empty.")
        return answer

    def password(self, path: str | None) -> str:
        if path is None:
            return getpass.getpass("Password of the first organizer: ")
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise CommandError(f"The password file cannot be read: {error.strerror}.") from error

    @transaction.atomic
    def start(self, profile: dict[str, str], username: str, email: str, password: str) -> None:
        """Store everything or nothing; raises ValidationError with what has to be better."""
        Profile(**profile).clean_fields()
        Profile.objects.update_or_create(id=Profile.ONLY_ID, defaults=profile)
        users = get_user_model()
        organizer = users(username=username, email=email, is_staff=True, is_superuser=True)
        organizer.set_password(password)
        organizer.full_clean()
        validate_password(password, organizer)
        organizer.save()
        PledgeText.objects.create(
            version=1,
            title="Our pledge",
            body=f"Write here what campaigns sign. You ask: {profile['ask']}",
        )
