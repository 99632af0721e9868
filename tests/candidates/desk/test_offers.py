import datetime

import pytest
from django.utils import timezone

from candidates.desk.offers import OTHERS, offered_to
from tests.factories import PledgeTextFactory, publish_answer, run

pytestmark = pytest.mark.django_db


class TestOfferedTo:
    def test_depends_on_the_current_answer(self, subtests):
        PledgeTextFactory.create()
        offered = {
            "": ["sign", "decline", "sign-with-changes"],
            "signed": ["take-back"],
            "signed_with_changes": ["sign", "take-back", "sign-with-changes"],
            "refused": ["sign", "sign-with-changes"],
        }
        for kind, actions in offered.items():
            with subtests.test(kind):
                campaign = run()
                if kind:
                    publish_answer(campaign, kind)
                assert offered_to(campaign, timezone.localdate()) == [*actions, *OTHERS]

    def test_asks_nobody_to_answer_for_the_dead_or_without_a_text(self):
        campaign = run()
        assert offered_to(campaign, timezone.localdate()) == OTHERS
        PledgeTextFactory.create()
        campaign.person.died_on = datetime.date(2026, 2, 1)
        assert offered_to(campaign, timezone.localdate()) == OTHERS
