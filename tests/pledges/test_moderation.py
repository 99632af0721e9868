import pytest

from pledges import moderation
from pledges.models import Signature
from tests.pledges.people import State, a_petition, a_signature, a_supporter

pytestmark = pytest.mark.django_db
CommentState, NameState = Signature.CommentState, Signature.NameState


class TestDecideComments:
    def test_decides_only_what_counts_and_waits(self):
        petition = a_petition()
        waiting, decided = (
            a_signature(petition, comment="Why.", comment_state=state)
            for state in (CommentState.WAITING, CommentState.REJECTED)
        )
        pending = a_signature(petition, state=State.PENDING, comment_state=CommentState.WAITING)
        numbers = [waiting.pk, decided.pk, pending.pk]
        assert moderation.decide_comments(numbers, CommentState.APPROVED) == [waiting.pk]
        found = [Signature.objects.get(pk=number).comment_state for number in numbers]
        assert found == ["approved", "rejected", "waiting"]


class TestDecideNames:
    def test_leaves_a_name_that_changed_since_it_was_seen(self):
        petition = a_petition()
        same, changed = (a_signature(petition, shown_publicly=True) for _number in range(2))
        seen = {row.pk: moderation.name_digest(row) for row in (same, changed)}
        changed.supporter.shown_as = "Janie"
        changed.supporter.save()
        assert moderation.decide_names(seen, NameState.HIDDEN) == [same.pk]
        assert Signature.objects.with_hidden_name().get() == same


class TestNamesWaiting:
    def test_counts_what_waits_on_petitions_that_ask_first_and_on_others(self):
        asks_first, shows_at_once = a_petition(approves_names=True), a_petition()
        for petition in (asks_first, shows_at_once, None):
            for state in ("", "waiting", "approved"):
                a_signature(
                    petition, a_supporter(), shown_publicly=True, name_state=NameState(state)
                )
        assert sum(rows.count() for rows in moderation.names_waiting()) == 3
