import datetime
from collections.abc import Callable

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy

from campaign.content.models import Profile
from campaign.lib import retention

NOW = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def only_rules_of_this_test(monkeypatch: pytest.MonkeyPatch) -> None:
    # Whatever the apps have is found first, so that none of it lands in this test's list.
    retention.rules()
    monkeypatch.setattr(retention, "RULES", [])


def erases(count: int) -> Callable[..., int]:
    return lambda now, *, is_dry_run: count


def fails(now: datetime.datetime, *, is_dry_run: bool) -> int:
    Profile.objects.create(name="Half done", ask="We ask.")
    raise ValueError("a mistake in a rule")


class TestRules:
    def test_are_found_in_every_app(self):
        found = {rule.erase.__module__ for rule in retention.rules()}
        assert {
            f"{app}.retention" for app in ("campaign.content", "candidates", "pledges")
        } <= found


@pytest.mark.usefixtures("only_rules_of_this_test")
class TestPurge:
    def test_says_what_was_erased_rule_by_rule(self):
        retention.rule("first")(erases(3))
        retention.rule("second")(erases(0))
        assert retention.purge(NOW, is_dry_run=False) == [("first", 3), ("second", 0)]

    def test_tells_each_rule_the_moment_and_whether_it_counts_only(self):
        seen = []

        @retention.rule("what is seen")
        def see(now: datetime.datetime, *, is_dry_run: bool) -> int:
            seen.append((now, is_dry_run))
            return 0

        retention.purge(NOW, is_dry_run=True)
        retention.purge(NOW, is_dry_run=False)
        assert seen == [(NOW, True), (NOW, False)]

    def test_speaks_the_language_of_the_moment(self):
        retention.rule(gettext_lazy("Yes"))(erases(0))
        with translation.override("es"):
            erased = retention.purge(NOW, is_dry_run=True)
        assert erased == [("Sí", 0)]

    def test_changes_nothing_in_a_dry_run_whatever_a_rule_does(self):
        Profile.objects.create(name="Ours", ask="We ask.")
        retention.rule("the profile")(
            lambda now, *, is_dry_run: Profile.objects.update(name="Erased")
        )
        assert retention.purge(NOW, is_dry_run=True) == [("the profile", 1)]
        assert Profile.objects.get().name == "Ours"
        retention.purge(NOW, is_dry_run=False)
        assert Profile.objects.get().name == "Erased"

    def test_runs_every_rule_though_one_fails(self, caplog):
        retention.rule("first")(erases(1))
        retention.rule("broken")(fails)
        retention.rule("last")(erases(2))
        with pytest.raises(retention.PurgeError, match="1 of 3 rules failed") as error:
            retention.purge(NOW, is_dry_run=False)
        assert error.value.erased == [("first", 1), ("last", 2)]
        assert error.value.failed == ["broken"]
        [record] = [record for record in caplog.records if record.levelname == "ERROR"]
        assert record.getMessage() == "Couldn't erase these because of an error: broken"
        assert record.exc_info
