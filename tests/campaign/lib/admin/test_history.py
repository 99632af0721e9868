import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaign.lib.admin.history import keep_first_versions, keep_versions, organizer_at_work
from candidates.ledger.people import merge_people
from candidates.models import Candidacy, Correction, Person
from tests.candidates.admin.pages import fields_in, page_of
from tests.factories import OrganizerFactory, PersonFactory, RaceFactory, publish_answer, run

pytestmark = pytest.mark.django_db


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
        assert (first.kind, first.changes) == ("first saved version", [])

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
        assert {"main evidence", "verified by", "published"} <= labels

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


class TestKeepVersions:
    def test_keeps_many_rows_in_one_statement(self):
        people = PersonFactory.create_batch(3)
        Person.history.all().delete()
        ids = [person.pk for person in people]
        organizer, now = OrganizerFactory.create(), timezone.now()
        with CaptureQueriesContext(connection) as queries:
            keep_first_versions(Person, ids, now=now)
        assert len(queries) == 1
        Person.objects.update(suffix="Jr.")
        with CaptureQueriesContext(connection) as queries:
            keep_versions(Person, ids, by=organizer, now=now)
        assert len(queries) == 1
        newest, first = people[0].history.order_by("-history_id")
        assert (first.suffix, first.history_type, first.history_user) == ("", "+", None)
        assert (newest.suffix, newest.history_type, newest.history_user) == ("Jr.", "~", organizer)
        assert newest.history_date == now

    def test_keeps_a_first_version_once(self):
        person = PersonFactory.create()
        keep_first_versions(Person, [person.pk], now=timezone.now())
        assert person.history.count() == 1

    def test_keeps_nothing_of_what_has_no_versions(self):
        keep_first_versions(Correction, [1], now=timezone.now())
        keep_versions(Person, [], now=timezone.now())
        assert not Person.history.exists()

    def test_leaves_out_what_is_derived_and_what_is_private(self):
        candidacy = run(contact_email="desk@example.org")
        publish_answer(candidacy)
        columns = {field.name for field in Candidacy.history.model._meta.get_fields()}
        assert not {"status", "outcome", "contact_email", "contact_phone", "fec_values"} & columns
        assert candidacy.history.count() == 1

    def test_keeps_what_a_merger_changed(self):
        kept, merged = run("Ada Quartz"), run("Ada Quartz", race__district="12")
        organizer = OrganizerFactory.create()
        merge_people(kept.person, merged.person, by=organizer, now=timezone.now())
        moved = merged.history.order_by("-history_id").first()
        assert (moved.person_id, moved.history_user) == (kept.person_id, organizer)
        gone = merged.person.history.order_by("-history_id").first()
        assert (gone.merged_into_id, gone.history_user) == (kept.person_id, organizer)


class TestOrganizerAtWork:
    def test_is_who_is_logged_in_to_the_admin(self):
        organizer = OrganizerFactory.create()
        request = RequestFactory().post("/admin/candidates/person/add/")
        request.user = organizer
        assert organizer_at_work(request=request) == organizer

    def test_is_nobody_elsewhere(self, client: Client):
        assert organizer_at_work() is None
        request = RequestFactory().post("/candidates/1-ada/report/")
        # No user at all: asking for one would make the page vary by cookie.
        assert organizer_at_work(request=request) is None
