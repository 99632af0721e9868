import datetime

import pytest
from django.utils import timezone

from candidates import ledger
from candidates.desk.offers import OTHERS, disputable, offered_to
from tests.factories import OrganizerFactory, PledgeTextFactory, publish_answer, run

pytestmark = pytest.mark.django_db


class TestOfferedTo:
    def test_depends_on_the_current_answer(self, subtests):
        PledgeTextFactory.create()
        answers = {
            "": ["sign", "decline", "sign-with-changes"],
            "signed": ["take-back"],
            "signed_with_changes": ["sign", "take-back", "sign-with-changes"],
            "refused": ["sign", "sign-with-changes"],
        }
        for kind, actions in answers.items():
            with subtests.test(kind):
                campaign = run()
                if kind:
                    publish_answer(campaign, kind)
                dispute = ["dispute"] if kind else []
                offered = offered_to(campaign, timezone.localdate())
                assert offered == [*actions, *dispute, *OTHERS]

    def test_asks_nobody_to_answer_for_the_dead_or_without_a_text(self):
        campaign = run()
        assert offered_to(campaign, timezone.localdate()) == OTHERS
        PledgeTextFactory.create()
        campaign.person.died_on = datetime.date(2026, 2, 1)
        assert offered_to(campaign, timezone.localdate()) == OTHERS

    def test_takes_no_dispute_for_the_dead(self):
        campaign = run()
        publish_answer(campaign)
        assert "dispute" in offered_to(campaign, timezone.localdate())
        campaign.person.died_on = datetime.date(2026, 2, 1)
        assert offered_to(campaign, timezone.localdate()) == OTHERS


class TestDisputable:
    def test_is_what_counts_as_published_even_under_review(self):
        campaign, now = run(), timezone.now()
        first = publish_answer(campaign, answered_on="2026-03-01")
        latest = publish_answer(campaign, "refused", answered_on="2026-03-02")
        ledger.holds.hold(latest, reason="A doubt.", by=OrganizerFactory.create(), now=now)
        assert disputable(campaign) == [latest, first]
        ledger.answers.retract(first, reason="Wrong.", now=now)
        assert disputable(campaign) == [latest]
