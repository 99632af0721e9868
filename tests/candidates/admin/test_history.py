import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from candidates.models import Person
from tests.candidates.admin.pages import fields_in, page_of
from tests.factories import PersonFactory, RaceFactory, publish_answer, run


def history_of(row) -> str:
    return reverse(f"admin:candidates_{row._meta.model_name}_history", args=[row.pk])


def change(client: Client, row, **changes: str) -> None:
    posted = fields_in(client.get(page_of(row)))
    assert client.post(page_of(row), {**posted, **changes}).status_code == 302


class TestHistory:
    def test_shows_who_changed_what_field_by_field(self, admin_client: Client, organizer):
        person = PersonFactory.create(full_name="Ada Quartz")
        change(admin_client, person, full_name="Ada Moss", suffix="Jr.")
        newest, first = admin_client.get(history_of(person)).context["versions"]
        assert newest.by == organizer.username
        assert {(field.label, field.before, field.after) for field in newest.changes} == {
            ("name", "Ada Quartz", "Ada Moss"),
            ("suffix", "—", "Jr."),
        }
        assert (first.kind, first.changes) == ("first kept version", [])

    def test_knows_what_an_imported_row_held_before_its_first_change(self, admin_client: Client):
        person = PersonFactory.create(full_name="Ada Quartz")
        Person.history.all().delete()
        change(admin_client, person, full_name="Ada Moss")
        newest, _first = admin_client.get(history_of(person)).context["versions"]
        assert newest.changes[0].before == "Ada Quartz"

    def test_shows_related_rows_by_name(self, admin_client: Client):
        candidacy = run()
        other = RaceFactory.create(district="12")
        candidacy.race = other
        candidacy.save()
        newest, _first = admin_client.get(history_of(candidacy)).context["versions"]
        [field] = newest.changes
        assert (field.before, field.after) == ("MI-11 (House, 2026)", "MI-12 (House, 2026)")

    def test_shows_an_answer_from_draft_to_publication(self, admin_client: Client):
        answer = publish_answer(run())
        page = admin_client.get(history_of(answer.candidacy.answers.get()))
        labels = {field.label for version in page.context["versions"] for field in version.changes}
        assert {"lead evidence", "verified by", "published"} <= labels

    def test_asks_no_more_queries_for_many_versions(self, admin_client: Client):
        person = PersonFactory.create()

        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                assert admin_client.get(history_of(person)).status_code == 200
            return len(captured)

        few = queries()
        for number in range(20):
            person.full_name = f"Ada Quartz {number}"
            person.save()
        assert queries() == few

    @pytest.mark.parametrize("number", ["abc", "0", "9" * 30, "1'"])
    def test_of_what_is_not_there_leads_back_to_the_start(self, admin_client: Client, number):
        response = admin_client.get(f"/admin/candidates/person/{number}/history/")
        assert response.url == reverse("admin:index")
