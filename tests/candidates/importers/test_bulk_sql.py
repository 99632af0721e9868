import datetime

import pytest

from candidates import ledger
from candidates.importers.bulk_sql import insert_rows, update_rows
from candidates.models import Candidacy, Person
from tests.factories import PersonFactory, RaceFactory

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
NAMES = ("full_name", "sort_name", "suffix", "fec_name", "slug")


def people(count: int) -> list[dict[str, str]]:
    return [
        dict.fromkeys(NAMES, f"O'Clay “{number}” %s {{}}")
        | {"slug": f"clay-{number}", "suffix": "", "fec_name": "O'CLAY"}
        for number in range(count)
    ]


class TestInsertRows:
    def test_inserts_them_with_the_defaults_of_the_model(self):
        person, race = PersonFactory.create(), RaceFactory.create()
        ledger.people.fec_id_of(person, "H6MI11001")
        row = {"person_id": person.pk, "race_id": race.pk, "fec_id": "H6MI11001"}
        values = row | {"fec_values": {"party_code": "DEM"}}
        ids = insert_rows(
            Candidacy, [values], common={"updated_at": NOW}, returning=("fec_id", "id")
        )
        stored = Candidacy.objects.get()
        assert ids == {"H6MI11001": stored.pk}
        expected = Candidacy(pk=stored.pk, updated_at=NOW, **values)
        for field in Candidacy._meta.local_concrete_fields:
            assert getattr(stored, field.attname) == getattr(expected, field.attname), field

    def test_keeps_every_sign_and_folds_names_for_the_search(self):
        insert_rows(Person, people(1), common={}, returning=("slug", "id"))
        stored = Person.objects.get()
        assert stored.full_name == "O'Clay “0” %s {}"
        assert stored.search_name == "oclay 0 s "

    def test_takes_one_statement_for_any_number(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            insert_rows(Person, people(2000), common={}, returning=("slug", "id"))
        assert Person.objects.count() == 2000

    def test_does_nothing_without_rows(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert insert_rows(Person, [], common={}, returning=("slug", "id")) == {}


class TestUpdateRows:
    def test_writes_the_named_columns_of_the_named_rows(self):
        first, second, other = (PersonFactory.create() for _ in range(3))
        update_rows(
            Person,
            [{"id": first.pk, "suffix": "Jr."}, {"id": second.pk, "suffix": "III"}],
        )
        stored = dict(Person.objects.values_list("pk", "suffix"))
        assert stored == {first.pk: "Jr.", second.pk: "III", other.pk: ""}
        second.refresh_from_db()
        assert second.full_name.startswith("Ada Quartz")

    def test_takes_one_statement_for_any_number(self, django_assert_num_queries):
        ids = insert_rows(Person, people(2000), common={}, returning=("slug", "id")).values()
        with django_assert_num_queries(1):
            update_rows(Person, [{"id": pk, "suffix": "Sr."} for pk in ids])
        assert Person.objects.filter(suffix="Sr.").count() == 2000

    def test_does_nothing_without_rows(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            update_rows(Person, [])
