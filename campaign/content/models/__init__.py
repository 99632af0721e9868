"""The site's own content: what organizers write about the campaign."""

from campaign.content.models.article_rows import ArticleSource, RelatedArticle
from campaign.content.models.articles import Article
from campaign.content.models.comments import Comment
from campaign.content.models.kept_forms import KeptForm
from campaign.content.models.lists import NextStep, Organization, PollFigure, Question, Quotation
from campaign.content.models.log import KeptLogEntry
from campaign.content.models.passages import Passage
from campaign.content.models.pictures import Picture
from campaign.content.models.points import (
    Activity,
    Aim,
    Belief,
    CoalitionDemand,
    Consequence,
    ListItem,
    Principle,
    Step,
)
from campaign.content.models.profile import Profile, SocialLink

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
