import datetime

import pytest
from django.core.exceptions import ValidationError

from campaign.lib import text_checks

NOW = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)


class TestTextChecks:
    @pytest.mark.django_db
    def test_are_those_of_the_project(self):
        [error] = text_checks.errors_in("[[nothing]]", at=NOW)
        assert error.code == "broken_link"
        for check in (text_checks.check_prose, text_checks.check_words):
            check("Words.")
            with pytest.raises(ValidationError):
                check("{nobody} signed.")

    def test_let_only_markdown_name_figures(self):
        text_checks.check_prose("{signed} signed.")
        with pytest.raises(ValidationError):
            text_checks.check_words("{signed} signed.")
