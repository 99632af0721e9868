import datetime

import pytest
from django.template import Context, Template

from candidates.models import Jurisdiction
from tests.factories import CycleFactory, run

pytestmark = pytest.mark.django_db
TAGS = (
    "{% load follows %}{% follow_ballot place cycle 'Ballot' districts %}"
    "{% follow_candidate candidacy 'One' %}"
)


def drawn() -> str:
    candidacy = run()
    values = {
        "place": Jurisdiction.objects.get(code="MI"),
        "cycle": candidacy.race.cycle,
        "districts": ["06", "11"],
        "candidacy": candidacy,
    }
    return Template(TAGS).render(Context(values))


class TestFollowTags:
    def test_name_what_is_followed(self):
        CycleFactory.create(general_election_on=datetime.date(2026, 11, 3))
        html = drawn()
        assert 'name="what" value="MI-06-11"' in html
        assert html.count('action="/follow/"') == 2

    def test_draw_nothing_long_after_the_election(self):
        CycleFactory.create(year=2024, general_election_on=datetime.date(2024, 11, 5))
        cycle_long_over = Template("{% load follows %}{% follow_ballot place cycle 'Ballot' %}")
        cycle = CycleFactory.create(year=2024)
        place = Jurisdiction.objects.get(code="MI")
        assert not cycle_long_over.render(Context({"place": place, "cycle": cycle})).strip()
        assert not cycle_long_over.render(Context({"place": place, "cycle": None})).strip()
