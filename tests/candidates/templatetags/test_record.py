import datetime

import pytest

from candidates.models import Answer, Evidence
from candidates.templatetags.record import (
    answered_on,
    party_names,
    publisher_named,
    without_scheme,
)


class TestAnsweredOn:
    @pytest.mark.parametrize(
        ("precision", "markup"),
        [
            ("day", '<time datetime="2026-09-14">Sept. 14, 2026</time>'),
            ("month", '<time datetime="2026-09">September 2026</time>'),
            ("year", '<time datetime="2026">2026</time>'),
        ],
    )
    def test_says_no_more_than_is_known(self, precision, markup):
        day = datetime.date(2026, 9, 14)
        assert answered_on(Answer(answered_on=day, answered_on_precision=precision)) == markup


class TestPartyNames:
    def test_puts_codes_in_words(self):
        assert party_names(["GRE", "ZZZ"]) == ["Green", "ZZZ"]


class TestPublisherNamed:
    @pytest.mark.parametrize(
        ("evidence", "name"),
        [
            (Evidence(publisher="The Paper", url="https://a.example/"), "The Paper"),
            (Evidence(url="https://www.a.example/b"), "a.example"),
            (Evidence(kind="letter"), "letter"),
        ],
    )
    def test_names_somebody_or_something(self, evidence, name):
        assert publisher_named(evidence) == name


class TestWithoutScheme:
    def test_reads_as_a_person_says_it(self):
        assert without_scheme("https://www.social.example/ada/") == "social.example/ada"
