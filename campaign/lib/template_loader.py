"""Templates without the white space that only their authors need."""

import re

from django.template import Origin
from django.template.loaders import filesystem

# In these elements a line break is more than a space.
AS_TYPED = re.compile(r"<(?:pre|textarea)\b")
LINE_BREAKS = re.compile(r"\s*\n\s*")
# These tags draw nothing. Alone on a line, they're followed by a line break that stays.
SILENT_LINES = re.compile(
    r"\n((?:{% (?:block|elif|else|empty|endblock|endfor|endif|endwith|for|if|load|with)\b"
    r"(?:(?!%}).)*%})+)(?=\n)"
)


class Loader(filesystem.Loader):
    """Load the site's HTML templates without indentation and empty lines, which no browser shows.

    A template with `<pre>` or `<textarea>` stays as it is.
    """

    def get_contents(self, origin: Origin) -> str:
        contents = super().get_contents(origin)
        if origin.name.endswith(".html") and not AS_TYPED.search(contents):
            return packed(contents)
        return contents


def packed(contents: str) -> str:
    """Return a template with one line break wherever it has white space around line breaks."""
    return SILENT_LINES.sub(r"\1", LINE_BREAKS.sub("\n", contents))
