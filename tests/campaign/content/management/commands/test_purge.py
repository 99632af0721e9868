import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from campaign.content.models import Comment
from campaign.lib import retention
from tests.factories import CommentFactory

pytestmark = pytest.mark.django_db
COMMENTERS = "      1  email addresses of people who commented on an article"


@pytest.fixture
def old_comment() -> Comment:
    return CommentFactory.create(received_at=timezone.now() - datetime.timedelta(days=180))


def purge(*arguments: str) -> list[str]:
    output = StringIO()
    call_command("purge", *arguments, stdout=output)
    return output.getvalue().splitlines()


class TestPurge:
    def test_says_in_a_line_a_rule_what_it_erased(self, old_comment):
        lines = purge()
        assert COMMENTERS in lines
        assert len(lines) == len(retention.rules())
        old_comment.refresh_from_db()
        assert old_comment.email is None
        assert COMMENTERS not in purge()

    def test_counts_and_changes_nothing_in_a_dry_run(self, old_comment):
        lines = purge("--dry-run")
        assert COMMENTERS in lines
        assert lines[-1] == "This was a dry run. Nothing changed."
        old_comment.refresh_from_db()
        assert old_comment.email == "fern@example.org"

    def test_fails_when_a_rule_did_and_says_what_the_others_erased(self, old_comment, monkeypatch):
        monkeypatch.setattr(retention, "RULES", retention.RULES[:])
        retention.rule("broken things")(lambda now, *, is_dry_run: 1 // 0)
        output = StringIO()
        with pytest.raises(CommandError, match=r"for the reason\): broken things"):
            call_command("purge", stdout=output)
        assert COMMENTERS in output.getvalue()
