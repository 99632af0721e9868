"""Every column is listed, as personal or as not."""

from __future__ import annotations

import pytest

from pledges import checks
from pledges.checks import NOT_PERSONAL
from pledges.privacy import register


class TestEveryColumnIsListed:
    def test_has_every_column_of_every_model(self):
        assert checks.every_column_is_listed(None) == []

    def test_fails_on_a_column_that_nobody_listed(self, monkeypatch):
        without = tuple(
            each for each in register.PERSONAL_DATA if "pledges.Supporter.name" not in each.columns
        )
        monkeypatch.setattr(checks, "PERSONAL_DATA", without)
        assert [error.id for error in checks.every_column_is_listed(None)] == ["pledges.E001"] * 3

    @pytest.mark.parametrize(
        "column", ["pledges.Demand.text", "candidates.Answer.statement", "campaign.Profile.name"]
    )
    def test_fails_on_a_new_column_of_whatever_model(self, monkeypatch, column):
        model, _dot, name = column.rpartition(".")
        others = " ".join(other for other in NOT_PERSONAL[model].split() if other != name)
        monkeypatch.setattr(checks, "NOT_PERSONAL", {**NOT_PERSONAL, model: others})
        (error,) = checks.every_column_is_listed(None)
        assert error.msg == f"{column} is not in pledges/privacy/register.py."

    def test_fails_on_a_model_that_nobody_looked_at(self, monkeypatch):
        known = {label: names for label, names in NOT_PERSONAL.items() if label != "pledges.Demand"}
        monkeypatch.setattr(checks, "NOT_PERSONAL", known)
        assert len(checks.every_column_is_listed(None)) == 3

    @pytest.mark.parametrize(
        ("column", "error_id"), [("x", "pledges.E002"), ("name", "pledges.E003")]
    )
    def test_fails_on_a_column_that_is_gone_or_listed_twice(self, monkeypatch, column, error_id):
        names = f"{NOT_PERSONAL['pledges.Supporter']} {column}"
        monkeypatch.setattr(checks, "NOT_PERSONAL", {**NOT_PERSONAL, "pledges.Supporter": names})
        assert [error.id for error in checks.every_column_is_listed(None)] == [error_id]
