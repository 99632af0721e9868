import pgtrigger
from django.contrib.admin.models import LogEntry


class KeptLogEntry(LogEntry):
    """The admin's log of who did what. Django would delete it with the user; we keep both."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            pgtrigger.Trigger(
                name="log_entry_is_kept",
                operation=pgtrigger.Delete,
                when=pgtrigger.Before,
                func="""
                    RAISE EXCEPTION 'The log of the admin is kept.'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'log_entry_is_kept';
                """,
            )
        ]
