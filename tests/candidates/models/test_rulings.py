import pytest
from django.db import ProgrammingError, transaction

from candidates.models import BallotRuling, StageRuling
from tests.factories import run


class TestStageRuling:
    def test_is_void_or_undoes_that(self):
        assert StageRuling(status="void").is_void
        assert not StageRuling(status="held").is_void


class TestBallotRuling:
    def test_ends_a_run_or_not(self):
        assert BallotRuling(ballot_status="withdrawn").ends_the_run
        assert not BallotRuling(ballot_status="write_in").ends_the_run

    @pytest.mark.django_db
    def test_is_written_once(self):
        candidacy = run()
        candidacy.rulings.create(ballot_status="qualified", ruled_at=candidacy.updated_at)
        with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
            candidacy.rulings.update(ballot_status="withdrawn")
