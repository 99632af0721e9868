"""Where a page names the picture that its shared links show."""

import re

from django.test import Client

IMAGE = re.compile(r'<meta property="og:image" content="([^"]+)">')


def image_of(client: Client, path: str) -> str:
    return IMAGE.findall(client.get(path).text)[0].removeprefix("http://testserver")
