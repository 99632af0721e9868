import pytest
from django.utils import timezone

from candidates import ledger
from candidates.models import ResultDraft
from tests.campaign.accounts.test_notices import an_organizer, clock, told
from tests.factories import SOURCE, AnswerFactory, StageFactory, run

__all__ = ["clock"]
pytestmark = pytest.mark.django_db


class TestWaitingAnswers:
    def test_tells_who_may_verify_and_then_who_recorded(self, clock):
        robin, sasha = (
            an_organizer("robin", "Recorder", "Verifier"),
            an_organizer("sasha", "Verifier"),
        )
        an_organizer("lee", "Caller")
        an_organizer("ash", "Verifier", email="")
        an_organizer("gone", "Verifier", is_active=False)
        answer = AnswerFactory.create(recorded_by=robin)
        emails = told(clock)
        assert emails.keys() == {"sasha"}
        assert emails["sasha"].startswith("1 answer needs a second person.")
        assert "/admin/candidates/answer/waiting/" in emails["sasha"]
        assert told(clock) == {}
        ledger.answers.send_back(answer, by=sasha, note="Which page?", now=timezone.now())
        emails = told(clock)
        assert emails.keys() == {"robin"}
        assert "Changes requested on 1 answer you recorded." in emails["robin"]


class TestWaitingResults:
    def test_tells_who_may_release_them_until_someone_did(self, clock):
        robin = an_organizer("robin", "Verifier")
        an_organizer("sasha", "Verifier")
        an_organizer("lee", "Recorder")
        stage = StageFactory.create()
        ada = run("Ada Quartz", race=stage.race)
        entry = ledger.nights.Entry(stage, ada, "advanced", SOURCE, robin)
        ledger.nights.draft([entry], by=robin, now=timezone.now())
        emails = told(clock)
        assert emails.keys() == {"sasha"}
        assert emails["sasha"].startswith("1 election result needs a second person.")
        assert "/admin/candidates/stage/nights/" in emails["sasha"]
        assert told(clock) == {}
        ledger.nights.draft([entry], by=robin, now=timezone.now())
        ledger.nights.send_back(
            ResultDraft.objects.all(), by=robin, note="Which page?", now=timezone.now()
        )
        assert told(clock) == {}
