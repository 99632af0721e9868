"""The site's own content: what organizers write about the campaign."""

from campaign.models.lists import (
    NextStep,
    Organization,
    PollFigure,
    Question,
    Quotation,
    SocialLink,
)
from campaign.models.passages import Passage
from campaign.models.pictures import Picture
from campaign.models.points import (
    Activity,
    Aim,
    Belief,
    CoalitionDemand,
    Consequence,
    Principle,
    Step,
)
from campaign.models.profile import Profile

__all__ = [
    "Activity",
    "Aim",
    "Belief",
    "CoalitionDemand",
    "Consequence",
    "NextStep",
    "Organization",
    "Passage",
    "Picture",
    "PollFigure",
    "Principle",
    "Profile",
    "Question",
    "Quotation",
    "SocialLink",
    "Step",
]
