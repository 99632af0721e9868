"""Two organizers on one row: the second to save sees what changed."""

from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client

from candidates.models import Candidacy
from tests.candidates.admin.pages import fields_in, page_of
from tests.factories import (
    OutreachFactory,
    PledgeTextFactory,
    RaceFactory,
    StageFactory,
    draft_answer,
    run,
)


def make(model: str) -> Model:
    makers: dict[str, Any] = {
        "answer": lambda: draft_answer(run()),
        "candidacy": run,
        "outreach": OutreachFactory.create,
        "person": lambda: run().person,
        "pledgetext": PledgeTextFactory.create,
        "race": RaceFactory.create,
        "stage": StageFactory.create,
    }
    return makers[model]()


# A field that two organizers change, with their two values, and another that one of them changes.
EDITS = {
    "answer": ("signer_name", "Ada Moss", "Ada Reed", "note"),
    "candidacy": ("party_name", "Green", "Blue", "campaign_url"),
    "outreach": ("outcome", "voicemail", "no_answer", "note"),
    "person": ("full_name", "Ada Moss", "Ada Reed", "suffix"),
    "pledgetext": ("title", "Our pledge", "The pledge of 2026", "body"),
    "race": ("election_on", "2026-11-10", "2026-11-17", "term_ends_on"),
    "stage": ("held_on", "2026-08-05", "2026-08-06", "source_url"),
}
OTHER_VALUES = {
    "campaign_url": "https://moss.example/",
    "suffix": "Jr.",
    "term_ends_on": "",
    "source_url": "https://moss.example/",
}


class TestTheSecondToSave:
    @pytest.mark.parametrize("model", EDITS)
    def test_sees_field_by_field_what_changed_and_overwrites_nothing(
        self, admin_client: Client, model
    ):
        field, first_value, second_value, _other = EDITS[model]
        row = make(model)
        mine = fields_in(admin_client.get(page_of(row)))
        theirs = {**mine, field: first_value}
        saved = admin_client.post(page_of(row), theirs)
        assert saved.status_code == 302, saved.context["errors"]
        before = type(row).objects.filter(pk=row.pk).values().get()

        response = admin_client.post(page_of(row), {**mine, field: second_value})
        assert response.status_code == 422
        assert type(row).objects.filter(pk=row.pk).values().get() == before
        [change] = response.context["adminform"].form.changes
        page = response.content.decode()
        for value in (change.opened, change.now, change.yours):
            assert f">{value}<" in page
        assert change.now != change.yours

    @pytest.mark.parametrize("model", EDITS)
    def test_saves_again_knowingly(self, admin_client: Client, model):
        field, first_value, second_value, _other = EDITS[model]
        row = make(model)
        mine = fields_in(admin_client.get(page_of(row)))
        admin_client.post(page_of(row), {**mine, field: first_value})
        refused = admin_client.post(page_of(row), {**mine, field: second_value})
        again = fields_in(refused)
        assert again[field] == second_value
        assert admin_client.post(page_of(row), again).status_code == 302
        row.refresh_from_db()
        assert str(getattr(row, field)) == second_value

    @pytest.mark.parametrize("model", sorted(EDITS.keys() - {"race"}))
    def test_keeps_what_the_first_saved_in_fields_that_the_second_left_alone(
        self, admin_client: Client, model
    ):
        field, first_value, _second_value, other = EDITS[model]
        other_value = OTHER_VALUES.get(other, "Another text.")
        row = make(model)
        mine = fields_in(admin_client.get(page_of(row)))
        admin_client.post(page_of(row), {**mine, field: first_value})
        refused = admin_client.post(page_of(row), {**mine, other: other_value})
        assert refused.status_code == 422
        assert admin_client.post(page_of(row), fields_in(refused)).status_code == 302
        row.refresh_from_db()
        assert str(getattr(row, field)) == first_value
        assert str(getattr(row, other)) == other_value

    def test_is_not_told_of_what_the_form_does_not_hold(self, admin_client: Client):
        candidacy = run()
        mine = fields_in(admin_client.get(page_of(candidacy)))
        Candidacy.objects.filter(pk=candidacy.pk).update(missing_from_fec_since="2026-01-01")
        saved = admin_client.post(page_of(candidacy), {**mine, "party_name": "Green"})
        assert saved.status_code == 302


class TestSaving:
    @pytest.mark.parametrize("model", sorted(EDITS.keys() - {"race"}))
    def test_leaves_alone_what_the_form_did_not_change(
        self, admin_client: Client, monkeypatch: pytest.MonkeyPatch, model
    ):
        """An import may write between the reading of a row and its saving."""
        field, value, _other_value, written = EDITS[model]
        row = make(model)
        rows = type(row).objects.filter(pk=row.pk)
        imported_values = {written: OTHER_VALUES.get(written, "Another text.")}
        row_admin = type(admin.site.get_model_admin(type(row)))
        save = row_admin.save_model

        def save_after_an_import(*arguments: Any) -> None:
            rows.update(**imported_values)
            save(*arguments)

        monkeypatch.setattr(row_admin, "save_model", save_after_an_import)
        posted = {**fields_in(admin_client.get(page_of(row))), field: value}
        assert admin_client.post(page_of(row), posted).status_code == 302
        assert rows.values(*imported_values).get() == imported_values
        assert str(rows.values_list(field, flat=True).get()) == value
