from __future__ import annotations

import pytest

from pledges.privacy.download import download_of
from pledges.privacy.register import PERSONAL_DATA
from tests.pledges.people import a_signature

pytestmark = pytest.mark.django_db


class TestDownload:
    def test_has_everything_that_the_register_names(self, petition):
        signature = a_signature(petition, comment="Enough")
        download = download_of(signature.supporter)
        given = {*download, *download["signatures"][0]}
        # What a column is called there; the others have their own name.
        called = {
            "created_at": "first_came_at",
            "confirmed_at": "email_confirmed_at",
            "agreed_at": "agreed_to_mail_at",
            "email_key": "email",
            "other_keys": "email",
            "domain_key": "email",
            "asks_for_mail": "asked_for_mail",
            "shown_publicly": "name_and_state_shown",
            "quarantine": "quarantined_because",
            "block_hash": "network_is_noted",
            "supporter": "email",
        }
        for each in PERSONAL_DATA:
            for column in each.columns:
                _app, model, name = column.split(".")
                if model in {"Supporter", "Signature"}:
                    assert called.get(name, name) in given, column
