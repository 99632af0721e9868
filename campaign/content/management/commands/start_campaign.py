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
        "Start a campaign on an empty site. Sets its name, its ask, its mailing address, its "
        "first organizer and a draft of its pledge. Asks you for anything you don't pass as "
        "an option. Won't run if a campaign has already started."
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
            "--postal-address",
            help="the campaign's mailing address, shown at the end of every email",
        )
        parser.add_argument("--organizer", help="the first organizer's username")
        parser.add_argument("--email", default="", help="the first organizer's email address")
        parser.add_argument("--password-file", help="a file with the password, for scripts")

    def handle(self, *args: Any, **options: Any) -> None:
        if Person.objects.exists() or PledgeText.objects.exists():
            raise CommandError(
                "This site already has a campaign. Edit it in the admin. If it's the demo, run "
                "`manage.py demo --remove` first."
            )
        name = options["name"] or self.ask("Campaign name")
        ask = options["ask"] or self.ask("What you're asking for, in one sentence")
        address = options["postal_address"] or self.ask(
            "The campaign's mailing address, on one line (shown at the end of every email)"
        )
        username = options["organizer"] or self.ask("The first organizer's username")
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
        for step in first_steps().left:
            self.stdout.write(f"- {step.sentence}")

    def ask(self, question: str) -> str:
        answer = input(f"{question}: ").strip()
        if not answer:
            raise CommandError("You left an answer empty, so nothing was saved. Run this again.")
        return answer

    def password(self, path: str | None) -> str:
        if path is None:
            return getpass.getpass("The first organizer's password: ")
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise CommandError(f"We couldn't read the password file: {error.strerror}.") from error

    @transaction.atomic
    def start(self, profile: dict[str, str], username: str, email: str, password: str) -> None:
        """Store everything or nothing. Raises ValidationError with what to fix."""
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
