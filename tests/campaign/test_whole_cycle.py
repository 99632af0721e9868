"""The demo walks through its cycle by date, and every kind of page keeps up with each race.

Three races stand for all: Vermont's, which a signer wins; Wisconsin's fourth district, where a
signer loses to somebody silent; and Georgia's tenth, where a signer goes to the runoff.
"""

import datetime
import re

import pytest
import time_machine
from django.db.models import Min
from django.test import Client
from django.utils import timezone

from candidates.models import Candidacy, Cycle, Race, Stage
from pledges.mail.thanks import thanks
from pledges.models import Petition
from tests.candidates.views.test_tracker import text_of
from tests.factories import record_results

ELECTION_DAY, NEXT_DAY = datetime.date(2026, 11, 3), datetime.date(2026, 11, 4)
RUNOFF_DAY = datetime.date(2026, 12, 1)
HOME, SIGNED = "/", "/tracker/signed/"
JOINED, FOLLOWING = "/join/joined/", "/follow/following/"
NOT_RECORDED = "Result not recorded yet"
# The buttons of two next steps on every page.
CALL, HOLD = "Find your candidates</a>", "Call the winners</a>"
OPEN = ["active", "won_primary"]


class Walk:
    """The demo on one day after another; `told` are the words that a page lacks or has too many."""

    def __init__(self) -> None:
        Cycle.objects.update(pinned_on=None)
        signers = Candidacy.objects.signed().select_related("person", "race__cycle")
        self.winner = signers.get(race__jurisdiction="VT")
        self.loser = signers.get(race__jurisdiction="WI")
        self.in_runoff = signers.get(race__jurisdiction="GA", race__district="10")
        self.told: list[tuple[str, str, str]] = []

    def rival_of(self, candidacy: Candidacy) -> Candidacy:
        rivals = candidacy.race.candidacies.filter(outcome__in=OPEN, status="pending")
        return rivals.exclude(pk=candidacy.pk).order_by("pk").first()

    def expect(self, day: datetime.date, pages: dict[str, tuple[list[str], list[str]]]) -> None:
        """Note which words each page lacks on a day, and which it has but shouldn't."""
        noon = datetime.datetime.combine(day, datetime.time(17), datetime.UTC)
        with time_machine.travel(noon, tick=False):
            for path, (words, absent) in pages.items():
                page = self.read(path)
                self.told += [
                    (f"{day} {path}", "lacks", each) for each in words if each not in page
                ]
                self.told += [(f"{day} {path}", "has", each) for each in absent if each in page]

    def read(self, path: str) -> str:
        """Return a page, with the words of its title and of its link preview, or an email."""
        if path.startswith("email:"):
            compiled = thanks(Petition.objects.get(), path[-2:], "en-us", timezone.localdate())
            return " ".join(" ".join(compiled.text).split())
        response = Client().get(path)
        assert response.status_code == 200, path
        return text_of(response)

    def over_everywhere_else(self) -> None:
        """Decide all other races: by the ledger, as below, that would take half a minute."""
        here = [row.race_id for row in (self.winner, self.loser, self.in_runoff)]
        others = Candidacy.objects.filter(outcome__in=OPEN).exclude(race__in=here)
        firsts = others.order_by().values("race").annotate(first=Min("pk")).values("first")
        others.filter(pk__in=list(firsts.values_list("first", flat=True))).update(outcome="elected")
        others.update(outcome="lost_general")

    def record(self, kind: str, outcomes: dict[Candidacy, str]) -> None:
        race = next(iter(outcomes)).race
        rest = race.candidacies.filter(outcome__in=OPEN).exclude(pk__in=[c.pk for c in outcomes])
        lost = dict.fromkeys(rest if kind != "general_runoff" else [], "lost")
        record_results(Stage.objects.get(race=race, kind=kind), outcomes | lost)


@pytest.mark.django_db
@pytest.mark.world("demo")
@pytest.mark.usefixtures("world_files")
class TestWholeCycle:
    def test_each_race_is_told_of_by_its_own_days(self):
        walk = Walk()
        winner, loser, in_runoff = walk.winner, walk.loser, walk.in_runoff
        names = {row: row.person.full_name for row in (winner, loser, in_runoff)}
        page = {row: row.get_absolute_url() for row in names}
        race = {row: row.race.get_absolute_url() for row in names}
        tracker = "/tracker/?state=VT&status=signed"
        sheet, ballot, runoff_ballot = (
            "/tracker/vt/sheet/",
            "/ballot/vt/",
            "/ballot/ga/?districts=10",
        )

        before = {
            HOME: (
                ["42 signed so far", "Did your candidates sign?", ">Running</dt>", CALL],
                ["were elected", HOLD],
            ),
            tracker: (["Running"], [NOT_RECORDED]),
            SIGNED: (["Running"], [NOT_RECORDED, "Hold the winners"]),
            "/tracker/vt/": (
                ["1 signed so far", "Open your ballot and call the rest"],
                [NOT_RECORDED],
            ),
            race[winner]: (["Running"], [NOT_RECORDED]),
            page[winner]: ([f"Thank {names[winner]}", "Running"], [NOT_RECORDED, "Hold "]),
            page[in_runoff]: ([f"Thank {names[in_runoff]}"], [NOT_RECORDED]),
            sheet: (["Will the candidate sign?"], ["not recorded"]),
            ballot: (["Worth a thank-you.", "When you call, say:"], [NOT_RECORDED]),
            JOINED: (["Ask your candidates"], ["winners"]),
            FOLLOWING: (["Ask your candidates", "Call and ask"], ["winners"]),
            "email:VT": (["On the ballot in Vermont", names[winner]], ["Elected"]),
        }
        walk.expect(ELECTION_DAY, before)

        no_call = ['id="appeal"', ">Running<"]
        walk.expect(
            NEXT_DAY,
            {
                HOME: (
                    ["42 signed, results to come", "Who was on your ballot?", NOT_RECORDED],
                    [">Running<", "so far", "were elected"],
                ),
                tracker: ([NOT_RECORDED, "People have voted."], [">Running<"]),
                SIGNED: ([NOT_RECORDED, "People have voted."], [">Running<", "Hold the winners"]),
                "/tracker/vt/": (
                    ["1 signed, results to come", "Results to come. 1 signed"],
                    ["Open your ballot", ">Running<"],
                ),
                "/tracker/wi/": (["No result yet"], ["Open your ballot"]),
                race[winner]: ([NOT_RECORDED], [">Running<"]),
                page[winner]: (
                    ["People voted on Nov. 3, 2026.", f"2026. {NOT_RECORDED}. Signed"],
                    no_call,
                ),
                page[in_runoff]: ([NOT_RECORDED], no_call),
                sheet: (["(result not recorded yet)"], ["Will the candidate sign?"]),
                ballot: ([NOT_RECORDED, names[winner]], ["Worth a", "When you call", "tel:"]),
                JOINED: (["Hold your winners to it"], ["Ask your candidates"]),
                FOLLOWING: (["Hold your winners to it"], ["Ask your candidates", "Call and ask"]),
                "email:VT": (["People in Vermont have voted."], ["On the ballot", names[winner]]),
            },
        )

        walk.over_everywhere_else()
        silent = walk.rival_of(loser)
        walk.record("general", {winner: "won"})
        walk.record("general", {silent: "won"})
        walk.record("general", {in_runoff: "to_runoff", walk.rival_of(in_runoff): "to_runoff"})
        walk.expect(
            RUNOFF_DAY,
            {
                HOME: (
                    ["of the 42 who signed were elected", "Who won in your state?", HOLD],
                    ["so far", CALL],
                ),
                tracker: (["Elected"], [NOT_RECORDED, ">Running<"]),
                SIGNED: (["Hold the winners to it", "Running"], [NOT_RECORDED]),
                "/tracker/vt/": (
                    ["The one who signed was elected.", "Winner signed", "Hold the winners"],
                    ["Open your ballot", NOT_RECORDED],
                ),
                "/tracker/wi/": (
                    ["The one who signed wasn’t elected.", "Winner hasn’t signed"],
                    [],
                ),
                "/tracker/ga/": (["Open your ballot and call the rest"], []),
                race[winner]: ([f"{names[winner]} was elected."], []),
                race[in_runoff]: (["Running"], ["was elected", NOT_RECORDED]),
                page[winner]: (
                    [
                        f"Hold {names[winner]} to the pledge",
                        "Capitol switchboard",
                        "2026. Elected.",
                    ],
                    ["tel:202"],
                ),
                page[loser]: (["Lost the general election"], ['id="appeal"']),
                silent.get_absolute_url(): (["to commit now", "Capitol switchboard"], []),
                page[in_runoff]: ([f"Thank {names[in_runoff]}", "Running"], [NOT_RECORDED]),
                sheet: (["(Elected)"], ["Will the candidate sign?"]),
                ballot: ([">Elected<", f"> {names[winner]}</span>"], [NOT_RECORDED, "tel:"]),
                runoff_ballot: (["Worth a thank-you."], [NOT_RECORDED]),
                "email:VT": (["Elected in Vermont", "Hold the ones who signed"], ["On the ballot"]),
            },
        )

        waiting = {
            race[in_runoff]: ([NOT_RECORDED], [">Running<"]),
            page[in_runoff]: (["People voted on Dec. 1, 2026.", NOT_RECORDED], no_call),
            runoff_ballot: ([NOT_RECORDED], ["Worth a thank-you."]),
            race[winner]: ([f"{names[winner]} was elected."], []),
        }
        walk.expect(RUNOFF_DAY + datetime.timedelta(days=1), waiting)

        rival = walk.rival_of(in_runoff)
        walk.record("general_runoff", {in_runoff: "won"})
        assert rival.race == in_runoff.race
        over = {
            race[in_runoff]: ([f"{names[in_runoff]} was elected."], []),
            page[in_runoff]: ([f"Hold {names[in_runoff]} to the pledge"], [NOT_RECORDED]),
        }
        walk.expect(datetime.date(2026, 12, 20), over)
        assert not walk.told, "\n".join(map(str, walk.told))
        assert not Race.objects.filter(election_on__gt=ELECTION_DAY).exists()
        assert re.search(r"\d+ of the 42 who signed were elected", Client().get(HOME).text)
