from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from campaign.lib.cache.publications import advance


class Command(BaseCommand):
    help = "Have every process of the site make its pages again, instead of those that it has kept."

    def handle(self, *args: Any, **options: Any) -> None:
        advance()
        if options["verbosity"]:
            self.stdout.write(_("Within a second, every page is made again when it is asked for."))
