import pytest
from django.db import IntegrityError

from pledges.models import Follow
from tests.factories import run
from tests.pledges.follows import NOON, a_follow
from tests.pledges.people import a_supporter

pytestmark = pytest.mark.django_db


class TestFollow:
    def test_is_asked_once(self):
        run()
        supporter = a_supporter()
        a_follow("MI-06", supporter)
        a_follow("MI", supporter)
        with pytest.raises(IntegrityError, match="follow_is_asked_once"):
            a_follow("MI-06", supporter)

    def test_is_of_a_ballot_or_a_candidacy(self):
        candidacy = run()
        with pytest.raises(IntegrityError, match="follow_is_of_a_ballot_or_a_candidacy"):
            a_follow("MI", candidacy=candidacy)

    def test_is_told_nothing_before_it_is_confirmed(self):
        run()
        with pytest.raises(IntegrityError, match="follow_is_told_once_confirmed"):
            a_follow("MI", confirmed_at=None)

    def test_is_named_by_its_row_alone(self):
        run()
        row = a_follow("MI", confirmed_at=NOON)
        assert str(Follow.objects.get()) == str(row.pk)
