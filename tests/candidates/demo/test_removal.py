import pytest

from candidates.demo.removal import (
    delete_rows,
    restart_numbers_of_empty_tables,
    with_all_that_hangs_on,
)
from candidates.models import Answer, Candidacy, Evidence, Outreach, Person
from tests.factories import OutreachFactory, publish_answer, run

pytestmark = pytest.mark.django_db


class TestDeleteRows:
    def test_takes_all_that_hangs_on_a_person_and_nothing_of_another(self):
        gone, kept = run("Ada Quartz"), run("Ines Basalt")
        for candidacy in (gone, kept):
            publish_answer(candidacy)
            OutreachFactory.create(candidacy=candidacy)
        doomed = with_all_that_hangs_on(Person.objects.filter(pk=gone.person_id))
        delete_rows(doomed)
        assert list(Person.objects.all()) == [kept.person]
        for model in (Answer, Outreach):
            assert [row.candidacy for row in model.objects.all()] == [kept]
        assert Evidence.objects.get().answer.candidacy == kept
        versions = Candidacy.history.values_list("id", flat=True)
        assert set(versions) <= {kept.pk}


class TestRestartNumbers:
    def test_numbers_emptied_tables_from_one_and_leaves_others_alone(self):
        candidacy = run()
        number = candidacy.person_id
        delete_rows(with_all_that_hangs_on(Candidacy.objects.all()))
        restart_numbers_of_empty_tables([Candidacy, Person])
        assert run().pk == 1
        assert Person.objects.latest("pk").pk > number
