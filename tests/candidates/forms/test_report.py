import pytest
from django.utils import timezone

from candidates.forms.report import ReportForm
from tests.factories import run

REPORT = {"field": "party", "claimed_value": "Green", "reason": "The ballot says so.", "leaf": ""}


class TestReportForm:
    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("field", "", "Choose what’s wrong."),
            ("field", "sender", "Choose one of the options."),
            ("claimed_value", "", "Enter what it should say."),
            ("claimed_value", "\u200b \u3164", "Enter what it should say."),
            ("claimed_value", "x" * 501, "Use at most 500 characters; this has 501."),
            ("claimed_value", "a\u202eb", "invisible character"),
            ("reason", "", "Tell us how you know"),
            ("reason", "x" * 50_000, "Use at most 2000 characters; this has 50000."),
            ("reason", "a\0b", "invisible character"),
            ("source_url", "javascript:alert(1)", "Enter a web address"),
            ("sender", "a@example.org, b@example.org", "Enter an email address"),
            ("sender", "a@[192.0.2.1]", "Enter an email address"),
            ("sender", "a@example.org\nBcc: b@example.org", "Enter an email address"),
            ("sender", f"{'a' * 65}@example.org", "Enter an email address"),
        ],
    )
    def test_says_at_the_field_what_is_wrong(self, field, value, message):
        form = ReportForm(REPORT | {field: value})
        assert list(form.errors) == [field]
        [error] = form.errors.as_data()[field]
        assert message in " ".join(error.messages)
        assert error.code

    @pytest.mark.django_db
    def test_keeps_what_was_typed_and_nothing_of_the_honeypot(self):
        form = ReportForm(REPORT | {"claimed_value": "<b>O'Brien-Nuñez</b> 李雷", "leaf": "spam"})
        assert form.is_valid()
        report = form.save(run(), client_block="203.0.113.0/24", now=timezone.now())
        assert report.claimed_value == "<b>O'Brien-Nuñez</b> 李雷"
        assert (report.field, report.reason) == ("party", "The ballot says so.")
        assert report.quarantine == "honeypot"
