"""The kinds of events that the audit log keeps."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Event(TextChoices):
    """What happened. Stored by its value, so a value keeps its meaning forever."""

    LOGGED_IN = "logged_in", _("logged in")
    LOGIN_FAILED = "login_failed", _("failed to log in")
    LOGGED_OUT = "logged_out", _("logged out")
    INVITED = "invited", _("invited someone")
    ACCOUNT_CHANGED = "account_changed", _("changed an account")
    ROLES_CHANGED = "roles_changed", _("changed someone’s roles")
    APPROVED = "approved", _("approved an account")
    CLOSED = "closed", _("closed an account")
    PASSWORD_CHANGED = "password_changed", _("changed a password")
    SECOND_FACTOR_ADDED = "second_factor_added", _("added a second factor")
    SECOND_FACTOR_RESET = "second_factor_reset", _("reset someone’s second factor")
    EXPORTED = "exported", _("exported supporters")
    CASE_EXPORTED = "case_exported", _("exported a campaign’s case file")
    LIST_EXPORTED = "list_exported", _("exported a list")
    PUBLISHED = "published", _("published")
    RETRACTED = "retracted", _("took back or withdrew")
    STATE_CHANGED = "state_changed", _("paused or ended")
    MAILED = "mailed", _("emailed signers")
    RELEASED = "released", _("released something held for review")
    BULK = "bulk", _("changed many rows at once")
    UNDONE = "undone", _("undid a bulk change")
