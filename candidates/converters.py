"""What stands in an address of the record."""

from django.urls.converters import IntConverter


class PublicIdConverter:
    """The part of a candidate's address that decides: an FEC id, or our own number of the row.

    It has no hyphen, so the first one of the address ends it. Whether there is such a candidate,
    the view says, with advice.
    """

    regex = "[0-9A-Za-z]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class CycleYearConverter(IntConverter):
    """The year of a cycle, which makes a candidate's address permanent."""

    regex = "[0-9]{4}"
