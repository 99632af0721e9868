import datetime

import pytest
import time_machine
from django.utils import timezone

from campaign.lib.recent_proof import (
    CODE,
    PASSKEY,
    PROOFS,
    SKIPPED,
    TOTP,
    ProofNeededError,
    demand_recent_proof,
    has_recent_proof,
    note_proof,
)

TEN_MINUTES = datetime.timedelta(minutes=10)


@pytest.fixture
def request_of_organizer(rf):
    request = rf.get("/")
    request.session = {}
    return request


class TestDemandRecentProof:
    def test_wants_a_passkey_or_a_code_of_an_app_within_ten_minutes(self, request_of_organizer):
        with pytest.raises(ProofNeededError):
            demand_recent_proof(request_of_organizer)
        for kind, is_enough in ((TOTP, True), (PASSKEY, True), (CODE, False), (SKIPPED, False)):
            with time_machine.travel(timezone.now(), tick=False) as clock:
                note_proof(request_of_organizer, kind, now=timezone.now())
                assert has_recent_proof(request_of_organizer) is is_enough
                assert has_recent_proof(request_of_organizer, kinds=PROOFS | {CODE}) is (
                    is_enough or kind == CODE
                )
                clock.shift(TEN_MINUTES)
                assert not has_recent_proof(request_of_organizer)

    def test_wants_nothing_on_a_trial_where_it_was_skipped(self, request_of_organizer, settings):
        settings.TRIAL_MAIL = True
        with pytest.raises(ProofNeededError):
            demand_recent_proof(request_of_organizer)
        note_proof(request_of_organizer, SKIPPED, now=timezone.now())
        demand_recent_proof(request_of_organizer)
