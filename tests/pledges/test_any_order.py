"""Whatever happens to a petition, and in whatever order: its figures hold and equal a recount."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from campaign.lib import retention
from pledges.abuse import invalidation
from pledges.counts.recount import recount
from pledges.counts.roll_up import roll_up
from pledges.goals import steps_reached
from pledges.mail import links
from pledges.mail.addresses import domain_key
from pledges.models import Invalidation, MailedLink, Milestone, Signature, Supporter
from pledges.signing import confirm, withdraw
from pledges.signing.sign_up import SignUpData, sign_up
from pledges.statistics import SMALLEST_ROW, petition_figures, signatures_by_day
from tests.pledges.emails import answered
from tests.pledges.people import State, a_petition, signatures
from tests.thorough import IS_THOROUGH

numbers = st.integers(0, 50)
ZIPS = ("48226", "10001", "09012", "00001")


class AnyOrder(RuleBasedStateMachine):
    """A petition of some supporters, to which anything happens."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        self.petition = a_petition()
        self.now = timezone.now()
        self.highest_goal = 0
        self.highest_total = 0
        signatures(self.petition, 8)

    @rule(number=numbers, zip_code=st.sampled_from(ZIPS))
    def sign(self, number: int, zip_code: str) -> None:
        email = f"{number}@{'a' if number % 2 else 'b'}.example"
        said = SignUpData("Ines Basalt", email, zip_code, agrees_to_mail=bool(number % 3))
        sign_up(
            said,
            self.petition.slug,
            client_block=str(number),
            language="en-us",
            now=self.now,
        )
        answered(self.now)

    @rule()
    def confirm_all(self) -> None:
        for signature in Signature.objects.pending().select_related("supporter"):
            links.stored_url(links.confirm_link(signature, now=self.now))
        for link in MailedLink.objects.usable(self.now).filter(purpose="confirm"):
            if link.signature:
                confirm.confirm(link, confirm.content_of(link.signature), seen=None, now=self.now)

    @rule(number=numbers)
    def withdraw(self, number: int) -> None:
        if signature := chosen(Signature.objects.all(), number):
            withdraw.withdraw(signature, now=self.now)

    @rule(number=numbers, zip_code=st.sampled_from(ZIPS))
    def move(self, number: int, zip_code: str) -> None:
        if supporter := chosen(Supporter.objects.all(), number):
            withdraw.correct(supporter, name="Inés Basalt", postal_code=zip_code, shown_as="")

    @rule(number=numbers, bars_address=st.booleans())
    def erase(self, number: int, *, bars_address: bool) -> None:
        if supporter := chosen(Supporter.objects.all(), number):
            withdraw.erase(supporter, now=self.now, bars_address=bars_address)

    @rule(is_by_domain=st.booleans())
    def invalidate(self, *, is_by_domain: bool) -> None:
        domain = {"domain_key": domain_key("a.example")}
        by: dict[str, Any] = domain if is_by_domain else {"postal_code": "48226"}
        rule_ = Invalidation.objects.create(petition=self.petition, public_reason="A flood.", **by)
        for step, do in (
            ("counting", invalidation.count_matches),
            ("applying", invalidation.apply),
        ):
            invalidation.begin(rule_, Invalidation.State(step), now=self.now)
            do(rule_.pk, now=self.now)
            rule_.refresh_from_db()
        assert rule_.state == "applied"
        # Only this takes a goal back.
        self.petition.refresh_from_db()
        self.highest_goal = self.petition.goal

    @rule(number=numbers)
    def revert(self, number: int) -> None:
        if applied := chosen(Invalidation.objects.filter(state="applied"), number):
            invalidation.begin(applied, Invalidation.State.REVERTING, now=self.now)
            invalidation.revert(applied.pk, now=self.now)

    @rule(days=st.integers(1, 9))
    def let_time_pass_and_purge(self, days: int) -> None:
        self.now += datetime.timedelta(days=days)
        retention.purge(self.now, is_dry_run=False)

    @rule()
    def roll_up(self) -> None:
        roll_up(now=self.now)
        reached = set(Milestone.objects.current().values_list("size", flat=True))
        assert reached >= set(steps_reached(petition_figures(self.petition).total))

    @invariant()
    def every_sum_equals_a_recount(self) -> None:
        if not hasattr(self, "petition"):
            return
        figures = petition_figures(self.petition)
        counted = Signature.objects.filter(petition=self.petition, state=State.CONFIRMED).count()
        assert figures.total == counted
        assert sum(row.count for row in figures.by_place) == counted
        assert sum(count for _day, count in signatures_by_day(self.petition)) == counted
        assert all(row.count >= SMALLEST_ROW for row in figures.by_place[:-1])
        assert recount(now=self.now).drift_count == 0

    @invariant()
    def the_goal_is_above_the_count_and_never_falls_by_itself(self) -> None:
        if not hasattr(self, "petition"):
            return
        self.petition.refresh_from_db()
        figures = petition_figures(self.petition)
        assert figures.goal > figures.total
        assert self.petition.goal >= self.highest_goal
        self.highest_goal = self.petition.goal
        sizes = list(Milestone.objects.values_list("size", flat=True))
        assert len(sizes) == len(set(sizes))
        self.highest_total = max(self.highest_total, figures.total)
        assert set(sizes) <= set(steps_reached(self.highest_total))

    @invariant()
    def nobody_is_invalid_without_a_rule_in_force(self) -> None:
        invalid = Signature.objects.filter(state=State.INVALID)
        assert not invalid.exclude(invalidation__state="applied").exists()


def chosen(rows: Any, number: int) -> Any:
    """Return the row that a number of chance stands for, None where there is none."""
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    return rows.model._default_manager.get(pk=ids[number % len(ids)]) if ids else None


@pytest.mark.django_db
class TestAPetition:
    def test_adds_up_after_anything_in_any_order(self):
        run_machine(
            AnyOrder,
            settings=settings(
                max_examples=25 if IS_THOROUGH else 12, stateful_step_count=15, deadline=None
            ),
        )
