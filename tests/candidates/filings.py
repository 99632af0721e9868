"""Candidacies as the FEC’s file brings them."""

from django.utils import timezone

from candidates.importers.fec.imports import import_now
from candidates.models import Candidacy, Race
from tests.factories import RaceFactory, state
from tests.fec_files import fec_file, fec_line


def filed(*names: str) -> list[Candidacy]:
    """Return the candidacies that the FEC's file makes of these names in one race."""
    lines = [fec_line(f"H6MI1100{number}", name) for number, name in enumerate(names)]
    import_now(fec_file(*lines), file_name="cn.txt", cycle_year=2026, now=timezone.now())
    return list(Candidacy.objects.order_by("fec_id"))


def senate_race() -> Race:
    return RaceFactory.create(senate=True, jurisdiction=state("MI"))
