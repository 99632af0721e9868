import datetime

import pytest
from django.utils import timezone

from candidates.models import Candidacy
from candidates.sorting import LABELS, sort
from tests.factories import RaceFactory, StageFactory, publish_answer, record_results, run, state

pytestmark = pytest.mark.django_db


@pytest.fixture
def record() -> None:
    """Three runs; `updated_at` grows from the first to the last."""
    ada = run("Ada Young", party_name="Green", race=RaceFactory.create(district="07"))
    bea = run("Bea old", party_name="Democratic", race=RaceFactory.create(senate=True))
    cai = run(
        "Cai Middle", party_name="Republican", race=RaceFactory.create(jurisdiction=state("AL"))
    )
    publish_answer(cai)
    record_results(StageFactory.create(race=ada.race), {ada: "lost"})
    for day, candidacy in enumerate([ada, bea, cai]):
        moment = timezone.now() + datetime.timedelta(days=day)
        Candidacy.objects.filter(pk=candidacy.pk).update(updated_at=moment)


class TestSort:
    @pytest.mark.usefixtures("record")
    @pytest.mark.parametrize(
        ("key", "order"),
        [
            ("status", "Cai Bea Ada"),
            ("name", "Cai Bea Ada"),
            ("state", "Cai Bea Ada"),
            ("party", "Bea Ada Cai"),
            ("outcome", "Cai Bea Ada"),
            ("updated", "Ada Bea Cai"),
        ],
    )
    def test_puts_campaigns_in_order_and_in_reverse(self, key, order):
        def first_names(key: str) -> list[str]:
            found = sort(Candidacy.objects.select_related("person"), key)
            return [candidacy.person.full_name.split()[0] for candidacy in found]

        assert first_names(key) == order.split()
        assert first_names(f"-{key}") == order.split()[::-1]

    @pytest.mark.parametrize("key", LABELS)
    def test_knows_the_same_place_for_equal_rows_every_time(self, key):
        keys = [run("Ada Same").pk for _number in range(3)]
        found = list(sort(Candidacy.objects.all(), key).values_list("pk", flat=True))
        assert found == (keys[::-1] if key.startswith("-") else keys)

    def test_sorts_names_as_a_person_expects(self):
        names = [
            "Álvarez, Ana",
            "de la Cruz, Bo",
            "Dean, Al",
            "Doe, Zoe",
            "Doe Smith, Al",
            "Ñáñez, Bo",
            "Oak, Cy",
            "O’Brien, Al",
            "OBrien, Bo",
            "Öde, Al",
            "Smith, Zoe",
            "Smith-Jones, Al",
            "Smithers, Al",
            "Zink, Al",
        ]
        for name in reversed(names):
            run("Somebody", person__sort_name=name)
        found = sort(Candidacy.objects.select_related("person"), "name")
        assert [candidacy.person.sort_name for candidacy in found] == names
