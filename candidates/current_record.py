"""The current cycle and what pages say about it, read once however many pages do."""

from functools import cached_property

from django.http import HttpRequest

from campaign.lib.cache.generation import kept_fact
from candidates.models import Cycle, Jurisdiction
from candidates.statistics import (
    CampaignGroup,
    Listing,
    RecordFigures,
    campaign_groups,
    figures_of,
    listing,
)


class CurrentRecord:
    """A cycle, None for an empty record, and its figures. Counts only what is asked for."""

    def __init__(self, cycle: Cycle | None) -> None:
        self.cycle = cycle

    @cached_property
    def groups(self) -> list[CampaignGroup]:
        return campaign_groups(self.cycle)

    @cached_property
    def figures(self) -> RecordFigures:
        return figures_of(self.groups)

    def groups_in(self, place: Jurisdiction) -> list[CampaignGroup]:
        return [group for group in self.groups if group.state == place.code]

    @cached_property
    def listing(self) -> Listing:
        return listing(self.cycle)


def current_record(request: HttpRequest) -> CurrentRecord:
    """Return the record that a request is answered with; pages of one generation share it."""
    return kept_fact(request, "current_record", lambda: CurrentRecord(Cycle.objects.current()))
