"""Jobs about supporters and petitions. Their arguments hold ids only; each may run again."""

from pledges.tasks import abuse, counts, mail, upkeep  # noqa: F401 - the job queue reads this package
