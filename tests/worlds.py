"""Worlds: what many tests begin with, built once and copied.

A module or a class says `@pytest.mark.world("demo")` and finds its database as the function of that
name left it. The copies are kept between runs until the code of the site or this file changes.
The fixture `world_files` gives a test the files that were kept while its world was built.
"""

import io
from collections.abc import Callable

from django.core.management import call_command

from campaign.content.demo import write_content
from pledges import demo as petitions


def demo() -> None:
    """Build the whole demo: a country, its petition and the site's own texts."""
    call_command("demo", stdout=io.StringIO())


def content() -> None:
    """Write the demo's texts and pictures on a site without people."""
    write_content()


def petition() -> None:
    """Build the demo's petition with its supporters."""
    petitions.build()


WORLDS: dict[str, Callable[[], None]] = {
    function.__name__: function for function in (demo, content, petition)
}
