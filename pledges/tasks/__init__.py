"""Jobs of the whole site and of supporters. Their arguments hold ids only; each may run again."""

from pledges.tasks import counts, mails, upkeep  # noqa: F401 - the job queue reads this package
