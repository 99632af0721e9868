import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from pledges.models import Milestone, Petition, SignUp, Supporter
from pledges.signing.sign_up import SignUpData, sign_up
from tests.pledges.people import a_petition

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 4, 15, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
State = Petition.State


class TestPetition:
    # Status and times; whether it is published, open, and ended; the status shown.
    CASES = (
        ({"state": State.DRAFT}, (False, False, False), "draft"),
        ({"state": State.OPEN, "opens_at": NOW + DAY}, (False, False, False), "open"),
        ({"state": State.OPEN, "opens_at": NOW}, (True, True, False), "open"),
        ({"state": State.OPEN, "closes_at": NOW + DAY}, (True, True, False), "open"),
        ({"state": State.OPEN, "closes_at": NOW}, (True, False, True), "closed"),
        ({"state": State.PAUSED}, (True, False, False), "paused"),
        ({"state": State.WON, "state_since": NOW}, (True, False, True), "won"),
        ({"state": State.WON, "state_since": NOW + DAY}, (True, False, False), "won"),
    )

    def test_is_published_open_and_ended_alike_in_queries_and_alone(self):
        for values, expected, shown in self.CASES:
            petition = a_petition(**values)
            queries = (
                Petition.objects.published(NOW),
                Petition.objects.open(NOW),
                Petition.objects.ended_by(NOW),
            )
            assert tuple(petition in found for found in queries) == expected, values
            assert (petition.is_published(NOW), petition.is_open(NOW)) == expected[:2], values
            assert petition.state_shown(NOW) == shown, values

    def test_takes_signatures_while_it_is_open_and_else_stores_nothing(self):
        for number, (values, (_is_published, is_open, _has_ended), _shown) in enumerate(self.CASES):
            petition = a_petition(**values)
            said = SignUpData("Ines Basalt", f"{number}@example.org", "48226", agrees_to_mail=False)
            form = {"client_block": "203.0.113.0/24", "language": "en-us", "now": NOW}
            assert sign_up(said, petition.slug, **form) == is_open, values
            assert petition.signatures.count() == int(is_open), values
        open_count = sum(is_open for _values, (_published, is_open, _ended), _shown in self.CASES)
        assert SignUp.objects.count() == Supporter.objects.count() == open_count
        assert not sign_up(said, "nowhere", **form)

    def test_is_withdrawn_with_a_note(self):
        petition = a_petition(state=State.WITHDRAWN)
        with pytest.raises(ValidationError, match="why you’re withdrawing it"):
            petition.clean()
        petition.state_note = "The law changed."
        petition.clean()

    def test_closes_after_it_opens(self):
        with pytest.raises(IntegrityError, match="closes_after_it_opens"):
            a_petition(opens_at=NOW, closes_at=NOW)


class TestMilestone:
    def test_is_reached_once(self):
        petition = a_petition()
        petition.milestones.create(size=10, reached_at=NOW, taken_back_at=NOW)
        assert not Milestone.objects.current().exists()
        with pytest.raises(IntegrityError, match="reached_once"):
            petition.milestones.create(size=10, reached_at=NOW)
