import datetime

import pytest
from django.core.exceptions import ImproperlyConfigured

from campaign.lib.environment import age_public_keys, count, day, field_keys, is_loopback, origin


class TestReaders:
    @pytest.mark.parametrize(
        ("read", "wrong", "sentence"),
        [
            (lambda name: origin(name, "x"), "example.org", "Write it like https://example.org"),
            (lambda name: origin(name, "x"), "https://example.org/a", "Write it like"),
            (lambda name: count(name, default=1), "-1", "Enter a number, 0 or more"),
            (lambda name: count(name, default=1), "٣", "Enter a number, 0 or more"),
            (day, "June 30", "Enter a date like 2027-06-30"),
            (age_public_keys, "age1x,AGE-SECRET-KEY-1X", "keep the secret key off this machine"),
            (field_keys, "c2hvcnQ=", "Key 1 of GIVEN is not 32 bytes"),
        ],
    )
    def test_say_how_to_write_what_is_wrong(self, monkeypatch, read, wrong, sentence):
        monkeypatch.setenv("GIVEN", wrong)
        with pytest.raises(ImproperlyConfigured, match=sentence):
            read("GIVEN")

    def test_take_what_is_right(self, monkeypatch):
        monkeypatch.setenv("GIVEN", "https://example.org/")
        assert origin("GIVEN", "x") == "https://example.org"
        monkeypatch.setenv("GIVEN", "2027-06-30")
        assert day("GIVEN") == datetime.date(2027, 6, 30)
        monkeypatch.setenv("GIVEN", " ")
        assert (day("GIVEN"), count("GIVEN", default=4)) == (None, 4)
        assert age_public_keys("GIVEN") == []
        monkeypatch.setenv("GIVEN", "age1x, age1y")
        assert age_public_keys("GIVEN") == ["age1x", "age1y"]


class TestIsLoopback:
    def test_knows_this_machine_by_all_its_names(self):
        assert all(map(is_loopback, ["localhost", "127.0.0.1", "127.8.8.8", "[::1]"]))
        assert not any(map(is_loopback, ["example.org", "10.0.0.1", "localhost.example.org"]))
