import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pledges.abuse import invalidation
from pledges.counts.roll_up import roll_up
from pledges.mail.addresses import domain_key
from pledges.models import Invalidation, Petition, Signature
from pledges.petition_news import events_of
from pledges.signing import withdraw
from pledges.statistics import petition_figures
from pledges.tasks import go_on_with_invalidation
from tests.pledges.people import a_petition, a_signature, a_supporter

State = Invalidation.State
HOUR = datetime.timedelta(hours=1)

pytestmark = pytest.mark.django_db


class Killed(Exception):
    """The worker is gone after a batch."""


def a_rule(petition: Petition, **parts: object) -> Invalidation:
    return Invalidation.objects.create(petition=petition, public_reason="A flood.", **parts)


def flood_key() -> bytes:
    return domain_key("flood.example")


def done(rule: Invalidation, *steps: State) -> Invalidation:
    """Take a rule through `steps`, as organizer and worker do."""
    for step in steps:
        invalidation.begin(rule, step, now=timezone.now())
        go_on_with_invalidation(rule.pk)
        rule.refresh_from_db()
    return rule


def locks_signatures(queries: CaptureQueriesContext) -> bool:
    asked = [query["sql"] for query in queries]
    return any('FOR UPDATE OF "pledges_signature"' in words for words in asked)


def states(petition: Petition) -> list[str]:
    return list(petition.signatures.order_by("pk").values_list("state", flat=True))


@pytest.fixture
def flood(petition: Petition) -> list[Signature]:
    """Return three that count and one that waits, of one domain; one of another counts too."""
    rows = [a_signature(petition, a_supporter(f"s{n}@flood.example")) for n in range(3)]
    rows.append(a_signature(petition, a_supporter("s3@flood.example"), state="pending"))
    a_signature(petition)
    return rows


class TestCount:
    def test_changes_nothing_and_says_how_many(self, petition, flood):
        rule = done(a_rule(petition, domain_key=flood_key()), State.COUNTING)
        assert (rule.state, rule.found_count, rule.counted_count) == ("counted", 4, 3)
        assert (rule.total_count, rule.looked_at_count) == (4, 4)
        assert petition_figures(petition).total == 4

    @pytest.mark.parametrize(
        ("pattern", "names"),
        [
            ("test*", ["Test Person", "TESTER"]),
            ("*é*", ["André Roy"]),
            ("andré roy", ["André Roy"]),
            ("a.*", []),
            ("*e*o*", ["Test Person"]),
        ],
    )
    def test_decrypts_names_to_compare_them(self, petition, pattern, names):
        for name in ("Test Person", "TESTER", "André Roy", "A Test"):
            a_signature(petition, a_supporter(name=name))
        rule = done(a_rule(petition, name_pattern=pattern), State.COUNTING)
        assert (rule.found_count, rule.total_count) == (len(names), 4)

    def test_asks_that_every_part_holds(self, petition):
        now = timezone.now()
        for zip_code in ("48226", "94110"):
            for moment in (now - 3 * HOUR, now - HOUR):
                who = a_supporter(postal_code=zip_code)
                a_signature(petition, who, signed_at=moment, block_hash=b"n" * 32)
        parts = [
            ({"postal_code": "94110"}, 2),
            ({"signed_from": now - 2 * HOUR, "signed_until": now}, 2),
            ({"postal_code": "94110", "signed_until": now - 2 * HOUR}, 1),
            ({"block_hash": b"n" * 32}, 4),
            ({"block_hash": b"o" * 32}, 0),
        ]
        for rule, count in parts:
            assert done(a_rule(petition, **rule), State.COUNTING).found_count == count

    def test_locks_no_signature(self, petition, flood):
        rule = a_rule(petition, domain_key=flood_key())
        invalidation.begin(rule, State.COUNTING, now=timezone.now())
        with CaptureQueriesContext(connection) as counting:
            go_on_with_invalidation(rule.pk)
        invalidation.begin(rule, State.APPLYING, now=timezone.now())
        with CaptureQueriesContext(connection) as applying:
            go_on_with_invalidation(rule.pk)
        assert [locks_signatures(queries) for queries in (counting, applying)] == [False, True]

    def test_leaves_other_petitions_and_states_alone(self, petition, flood):
        a_signature(a_petition(), flood[0].supporter)
        for state in ("withdrawn", "quarantined"):
            reason = "honeypot" if state == "quarantined" else ""
            who = a_supporter(f"{state}@flood.example")
            a_signature(petition, who, state=state, quarantine=reason)
        rule = done(a_rule(petition, domain_key=flood_key()), State.COUNTING)
        assert rule.found_count == 4


class TestApply:
    def test_takes_out_what_was_counted(self, petition, flood):
        rule = a_rule(petition, domain_key=flood_key())
        done(rule, State.COUNTING, State.APPLYING)
        assert states(petition) == ["invalid"] * 4 + ["confirmed"]
        assert petition_figures(petition).total == 1
        assert (rule.state, rule.counted_count) == ("applied", 3)
        assert rule.applied_at is not None

    def test_means_nobody_who_signed_after_the_count(self, petition, flood):
        rule = done(a_rule(petition, domain_key=flood_key()), State.COUNTING)
        late = a_signature(petition, a_supporter("late@flood.example"))
        withdraw.withdraw(flood[0], now=timezone.now())
        done(rule, State.APPLYING)
        late.refresh_from_db()
        assert late.is_confirmed
        assert rule.counted_count == 2

    def test_is_refused_before_it_was_counted_and_a_second_time(self, petition, flood):
        rule = a_rule(petition, domain_key=flood_key())
        with pytest.raises(ValidationError):
            invalidation.begin(rule, State.APPLYING, now=timezone.now())
        done(rule, State.COUNTING, State.APPLYING)
        with pytest.raises(ValidationError):
            invalidation.begin(rule, State.APPLYING, now=timezone.now())


class TestRevert:
    def test_gives_each_signature_its_state_back(self, petition, flood):
        before, total = states(petition), petition_figures(petition).total
        rule = a_rule(petition, domain_key=flood_key())
        done(rule, State.COUNTING, State.APPLYING, State.REVERTING)
        assert states(petition) == before
        assert petition_figures(petition).total == total
        assert (rule.state, rule.reverted_at is not None) == ("reverted", True)
        assert (rule.looked_at_count, rule.total_count, rule.counted_count) == (4, 4, 3)
        assert rule.reverted_count == 3

    def test_lets_whoever_left_meanwhile_stay_away(self, petition, flood):
        rule = done(a_rule(petition, domain_key=flood_key()), State.COUNTING, State.APPLYING)
        withdraw.withdraw(flood[0], now=timezone.now())
        withdraw.erase(flood[1].supporter, now=timezone.now(), bars_address=False)
        done(rule, State.REVERTING)
        assert states(petition) == ["withdrawn", "confirmed", "pending", "confirmed"]
        assert (rule.counted_count, rule.reverted_count) == (3, 1)


class TestAKilledJob:
    @pytest.mark.parametrize("batch", [1, 2, 3])
    def test_goes_on_where_it_was(self, petition, flood, monkeypatch, batch):
        monkeypatch.setattr(invalidation, "AT_ONCE", batch)
        steps = {
            State.COUNTING: (invalidation.count_matches, {"found_count": 4, "counted_count": 3}),
            State.APPLYING: (invalidation.apply, {"counted_count": 3}),
            State.REVERTING: (invalidation.revert, {"counted_count": 3, "reverted_count": 3}),
        }
        rule = a_rule(petition, domain_key=flood_key())

        def die(*values: object) -> None:
            raise Killed

        # Each batch ends with a line in the log.
        monkeypatch.setattr(invalidation.log, "info", die)

        for step, (do, expected) in steps.items():
            invalidation.begin(rule, step, now=timezone.now())
            for _try in range(10):
                try:
                    do(rule.pk, now=timezone.now())
                except Killed:
                    continue
                break
            rule.refresh_from_db()
            assert rule.looked_at_count == rule.total_count == 4
            assert {name: getattr(rule, name) for name in expected} == expected
        assert states(petition) == ["confirmed"] * 3 + ["pending", "confirmed"]

    def test_has_nothing_to_do_once_the_rule_is_gone(self, petition):
        go_on_with_invalidation(5000)
        rule = a_rule(petition, domain_key=flood_key())
        go_on_with_invalidation(rule.pk)
        rule.refresh_from_db()
        assert rule.state == State.DRAFT


class TestGoal:
    def test_goes_with_the_signatures_that_reached_it_and_comes_back(self, petition):
        for number in range(13):
            a_signature(petition, a_supporter(f"s{number}@flood.example"))
        roll_up(now=timezone.now())
        reached = dict(petition.milestones.values_list("size", "reached_at"))
        rule = done(a_rule(petition, domain_key=flood_key()), State.COUNTING, State.APPLYING)
        petition.refresh_from_db()
        assert petition.goal == petition_figures(petition).goal == 10
        assert not petition.milestones.current().exists()
        told = [
            each.detail for each in events_of(petition, timezone.now()) if "fraudulent" in each.what
        ]
        assert told == ["A flood. The 10 milestone no longer counts."]

        done(rule, State.REVERTING)
        petition.refresh_from_db()
        assert petition.goal == 25
        standing = petition.milestones.current().values_list("size", "reached_at")
        assert dict(standing) == reached
