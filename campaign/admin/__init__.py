"""The organizers' pages over the site's own content, one module a concept."""

from campaign.admin import jobs, lists, pictures, profile

__all__ = ["jobs", "lists", "pictures", "profile"]
