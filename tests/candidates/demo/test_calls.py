import pytest

from candidates.models import Candidacy, Outreach

pytestmark = [pytest.mark.django_db, pytest.mark.world("demo")]


class TestWriteCalls:
    def test_gives_the_calling_desk_something_to_do(self):
        rows = Candidacy.objects.all()
        assert rows.filter(outreach=None).exists()
        assert rows.exclude(bad_contacts=[]).exists()
        assert set(rows.values_list("do_not_contact", flat=True)) == {"", "organizers", "everybody"}
        promised = Outreach.objects.filter(outcome="promised")
        assert promised.exists()
        assert not promised.exclude(candidacy__current_answer=None).exists()
