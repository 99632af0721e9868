import datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError

from candidates.admin.fields import EvidenceFiles, PartialDateField


class TestPartialDateField:
    def test_reads_a_day_as_far_as_it_is_known(self):
        read = {
            "2026-03-14": (datetime.date(2026, 3, 14), "day"),
            "3/14/2026": (datetime.date(2026, 3, 14), "day"),
            "2026-03": (datetime.date(2026, 3, 1), "month"),
            "3/2026": (datetime.date(2026, 3, 1), "month"),
            "2026": (datetime.date(2026, 1, 1), "year"),
        }
        assert {text: PartialDateField().clean(text) for text in read} == read

    @pytest.mark.parametrize(
        ("text", "code"), [("", "required"), ("soon", "no_day"), ("2026-02-30", "no_day")]
    )
    def test_refuses_what_is_no_day(self, text, code):
        with pytest.raises(ValidationError) as refused:
            PartialDateField().clean(text)
        assert refused.value.code == code


class TestEvidenceFiles:
    @pytest.mark.parametrize(("url", "is_refused"), [("", True), ("https://example.org", False)])
    def test_asks_for_a_link_or_a_file(self, url, is_refused):
        class Form(EvidenceFiles):
            url = forms.URLField(required=False, assume_scheme="https")

        form = Form({"url": url})
        form.require_link_or_file({"url": url})
        assert ("url" in form.errors) == is_refused
