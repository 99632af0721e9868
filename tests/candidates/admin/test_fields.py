import pytest
from django import forms

from candidates.admin.fields import EvidenceFiles


class TestEvidenceFiles:
    @pytest.mark.parametrize(("url", "is_refused"), [("", True), ("https://example.org", False)])
    def test_asks_for_a_link_or_a_file(self, url, is_refused):
        class Form(EvidenceFiles):
            url = forms.URLField(required=False, assume_scheme="https")

        form = Form({"url": url})
        form.require_link_or_file({"url": url})
        assert ("url" in form.errors) == is_refused
