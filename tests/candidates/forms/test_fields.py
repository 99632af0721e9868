import datetime

import pytest
from django.core.exceptions import ValidationError

from candidates.forms.fields import AddressLinesField, PartialDateField


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


class TestAddressLinesField:
    def test_takes_one_link_a_line(self):
        links = ["https://a.example/x", "https://b.example/"]
        assert AddressLinesField().clean("https://a.example/x\n\n https://b.example/ ") == links
        with pytest.raises(ValidationError):
            AddressLinesField().clean("https://a.example/\nnot a link")
