import datetime

import pytest
from django.db import IntegrityError, transaction

from pledges.models import Signature
from pledges.moderation import names_waiting
from tests.pledges.people import State, a_petition, a_signature, a_supporter

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 4, 15, tzinfo=datetime.UTC)
NameState = Signature.NameState


class TestNames:
    def test_are_shown_wait_or_are_hidden_alike_in_every_list(self):
        for approves_names in (False, True):
            petition = a_petition(approves_names=approves_names)
            rows = {
                state: a_signature(petition, shown_publicly=True, name_state=state)
                for state in NameState
            }
            a_signature(petition)
            a_signature(petition, state=State.PENDING, shown_publicly=True)
            shown = {NameState.APPROVED} | (set() if approves_names else {NameState.NONE})
            waiting = set(NameState) - shown - {NameState.HIDDEN}
            of_petition = Signature.objects.filter(petition=petition)
            for found, states in (
                (Signature.objects.shown_on(petition), shown),
                (of_petition.with_shown_name(), shown),
                (of_petition & (names_waiting()[0] | names_waiting()[1]), waiting),
                (of_petition.with_hidden_name(), {NameState.HIDDEN}),
            ):
                assert set(found) == {rows[state] for state in states}
            assert {state for state, row in rows.items() if row.name_waits} == waiting


class TestSignature:
    def test_is_given_once_a_petition_and_once_for_joining(self):
        supporter = a_supporter()
        for petition in (a_petition(), None):
            a_signature(petition, supporter)
            with pytest.raises(IntegrityError, match="given_once"), transaction.atomic():
                a_signature(petition, supporter)

    def test_is_never_in_two_states_at_once(self):
        petition = a_petition()
        for values, name in (
            ({"state": State.INVALID}, "invalid_by_an_invalidation"),
            ({"state": State.CONFIRMED, "state_before": "pending"}, "invalid_by_an_invalidation"),
            ({"state": State.QUARANTINED}, "quarantined_has_a_reason"),
            ({"state": State.PENDING, "quarantine": "limit"}, "quarantined_has_a_reason"),
        ):
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                a_signature(petition, **values)
        row = a_signature(petition)
        with pytest.raises(IntegrityError, match="counts_since_a_moment"), transaction.atomic():
            Signature.objects.filter(pk=row.pk).update(confirmed_at=None)

    def test_stays_withdrawn_once_it_is_invalidated(self):
        assert Signature(state=State.INVALID, state_before=State.WITHDRAWN).is_withdrawn
        assert not Signature(state=State.INVALID, state_before=State.CONFIRMED).is_withdrawn

    def test_says_nothing_of_its_signer_in_logs(self):
        assert str(a_signature(a_petition(), comment="For Ana.")).isdecimal()
