"""The administrators' pages over accounts and what they did."""

from campaign.accounts.admin import audit_log, invitations, users

__all__ = ["audit_log", "invitations", "users"]
