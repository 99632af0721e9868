"""The site as gunicorn serves it, but files come in parts from 100 kB on: the demo has few rows."""

from campaign.lib import open_data

open_data.LARGEST_WHOLE = 100_000

from campaign.wsgi import application  # noqa: E402, F401
