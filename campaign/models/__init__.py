"""The site's own content: what organizers write about the campaign."""

from campaign.models.article_rows import ArticleSource, RelatedArticle
from campaign.models.articles import Article
from campaign.models.comments import Comment
from campaign.models.kept_forms import KeptForm
from campaign.models.lists import (
    NextStep,
    Organization,
    PollFigure,
    Question,
    Quotation,
    SocialLink,
)
from campaign.models.log import KeptLogEntry
from campaign.models.passages import Passage
from campaign.models.pictures import Picture
from campaign.models.points import (
    Activity,
    Aim,
    Belief,
    CoalitionDemand,
    Consequence,
    ListItem,
    Principle,
    Step,
)
from campaign.models.profile import Profile

__all__ = [
    "Activity",
    "Aim",
    "Article",
    "ArticleSource",
    "Belief",
    "CoalitionDemand",
    "Comment",
    "Consequence",
    "KeptForm",
    "KeptLogEntry",
    "ListItem",
    "NextStep",
    "Organization",
    "Passage",
    "Picture",
    "PollFigure",
    "Principle",
    "Profile",
    "Question",
    "Quotation",
    "RelatedArticle",
    "SocialLink",
    "Step",
]
