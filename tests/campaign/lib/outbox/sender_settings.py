"""Settings of the email sender that tests end: impatient, and with kinds of email of their own."""

from campaign.settings import *  # noqa: F403
from campaign.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.campaign.lib.outbox.notes.NotesConfig"]
