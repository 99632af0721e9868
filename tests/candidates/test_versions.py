import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from candidates.linking import merge_people
from candidates.models import Candidacy, Correction, Person
from candidates.versions import keep_first_versions, keep_versions, organizer_at_work
from tests.factories import OrganizerFactory, PersonFactory, publish_answer, run

pytestmark = pytest.mark.django_db


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
