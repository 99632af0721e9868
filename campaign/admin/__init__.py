"""The organizers' pages over the site's own content, one module a concept."""

from campaign.admin import jobs, profile

__all__ = ["jobs", "profile"]
