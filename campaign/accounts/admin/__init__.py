"""Admin pages about accounts, invitations and the audit log."""

from campaign.accounts.admin import audit_log, invitations, users

__all__ = ["audit_log", "invitations", "users"]
