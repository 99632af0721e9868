"""The organizers' pages over the site's own content, one module a concept."""

from campaign.content.admin import articles, comments, jobs, lists, pictures, profile

__all__ = ["articles", "comments", "jobs", "lists", "pictures", "profile"]
