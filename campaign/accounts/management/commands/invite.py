from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse

from campaign.accounts.access import Role
from campaign.accounts.invitations import invite
from campaign.accounts.models import Invitation
from campaign.lib.absolute_urls import absolute_url


class Command(BaseCommand):
    help = (
        "Invite someone to organize, by email. Also prints the link, in case email doesn't work "
        "yet. The link works once and expires in seven days."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--role",
            choices=Role.values,
            default=Role.ADMINISTRATOR.value,
            help="what they may do: see docs/roles.md (default: %(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["email"])
        except ValidationError as error:
            raise CommandError("Enter an email address.") from error
        invitation = Invitation(email=options["email"], role=options["role"])
        invite(invitation, by=None)
        self.stdout.write(absolute_url(reverse("admin:invitation", args=[invitation.token()])))
