import pytest

from candidates.models import Candidacy
from tests.factories import CandidacyFactory, CycleFactory, publish_answer, run

pytestmark = pytest.mark.django_db


class TestCandidacy:
    def test_is_worded_by_the_kind_of_its_answer(self):
        candidacy = run()
        assert (candidacy.status_label, candidacy.status_on) == ("No answer", None)
        answer = publish_answer(candidacy, "rescinded")
        assert candidacy.status_label == "Signed, then took it back"
        assert candidacy.status_on == answer.answered_on

    def test_names_its_year_in_its_address_once_there_are_two_cycles(self):
        candidacy = run(fec_id="H6MI11001", person__slug="ada-quartz")
        assert candidacy.get_absolute_url() == "/candidates/H6MI11001-ada-quartz/"
        CycleFactory.create(year=2028)
        again = Candidacy.objects.get()
        assert again.get_absolute_url() == "/candidates/H6MI11001-ada-quartz/2026/"
        assert again.get_report_url() == "/candidates/H6MI11001-ada-quartz/2026/report/"

    def test_has_its_duplicates_among_its_registrations(self):
        kept, _other = run(), run()
        twin = CandidacyFactory.create(
            person=kept.person, race=kept.race, duplicate_of=kept, is_current=False
        )
        assert set(kept.registrations()) == {kept, twin}
