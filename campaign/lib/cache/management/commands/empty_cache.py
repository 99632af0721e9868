from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from campaign.lib.cache.publications import advance


class Command(BaseCommand):
    help = "Empty the page cache, so every process of the site rebuilds its pages."

    def handle(self, *args: Any, **options: Any) -> None:
        advance()
        if options["verbosity"]:
            self.stdout.write(_("Done. Each page is rebuilt the next time someone opens it."))
