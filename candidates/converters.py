"""Parts of web addresses of the record."""

from django.urls.converters import IntConverter, StringConverter


class PublicIdConverter(StringConverter):
    """The part of a candidate's address that decides: an FEC ID, or our own number of the row.

    It has no hyphen, so the first one of the address ends it. The view says whether there is such
    a candidate.
    """

    regex = "[0-9A-Za-z]+"


class CycleYearConverter(IntConverter):
    """The year of a cycle, which makes a candidate's address permanent."""

    regex = "[0-9]{4}"
