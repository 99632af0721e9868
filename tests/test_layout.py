"""Every module of the site has its tests in the file of the same path below `tests/`."""

from pathlib import Path

from django.conf import settings

PACKAGES = ("campaign", "candidates", "pledges")
# What only declares, and is tested by what it declares.
DECLARING = {
    "__init__.py": "names what other modules define",
    "apps.py": "installs an app: no test runs without it",
    "urls.py": "names the views, which every test of a page asks for by these names",
    "wsgi.py": "hands the site to a server",
}
# Commands of a line, whose verb has its tests.
COMMANDS = {
    "campaign/lib/cache/management/commands/empty_cache.py": "campaign/lib/cache/publications.py",
    "campaign/content/management/commands/worker.py": "campaign/lib/worker.py",
    "campaign/lib/outbox/management/commands/send_messages.py": "campaign/lib/outbox/sender.py",
}


def modules() -> list[str]:
    """Return the paths of what has to be tested."""
    return [
        str(path.relative_to(settings.BASE_DIR))
        for package in PACKAGES
        for path in sorted(Path(settings.BASE_DIR, package).rglob("*.py"))
        if path.name not in DECLARING and path.parent.name != "migrations"
    ]


def mirrored(module: str) -> Path:
    path = Path(settings.BASE_DIR, "tests", module)
    return path.with_name(f"test_{path.name}")


class TestLayout:
    def test_has_tests_for_every_module(self) -> None:
        untested = {each for each in modules() if not mirrored(each).exists()}
        assert untested == COMMANDS.keys()

    def test_tests_the_verbs_of_its_commands(self) -> None:
        assert all(mirrored(verb).exists() for verb in COMMANDS.values())
