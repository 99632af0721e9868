import pytest
from django.db import IntegrityError, connection, transaction

from candidates.models import FecId
from tests.factories import PersonFactory, run

pytestmark = pytest.mark.django_db


class TestFecId:
    def test_knows_its_office(self):
        for fec_id in ("H6MI11001", "S6MI00001", "P60001234"):
            row = FecId.objects.create(person=PersonFactory.create(), fec_id=fec_id)
            assert row.office == fec_id[0]

    @pytest.mark.parametrize("fec_id", ["h6mi11001", "X6MI11001", "H6MI1100", "C00123456"])
    def test_is_one_of_a_candidate(self, fec_id):
        with pytest.raises(IntegrityError, match="one_of_a_candidate"), transaction.atomic():
            FecId.objects.create(person=PersonFactory.create(), fec_id=fec_id)

    def test_goes_to_another_person_with_its_candidacies_only(self):
        candidacy, other = run(fec_id="H6MI11001"), PersonFactory.create()
        FecId.objects.update(person=other)
        with pytest.raises(IntegrityError, match="takes_its_candidacies"), transaction.atomic():
            connection.check_constraints()
        FecId.objects.update(person=candidacy.person)
