"""Every public page, feed and file of the demo says the same.

`make test` reads a sample: every kind of page, all 56 states, and some seats and candidates of each
kind. With THOROUGH=1, as `.ci/run` sets it, it reads every page. The figures are read where they
stand on the pages, and compared with `record_figures` and with counts of our own, made from the
rows of tracker.json alone.
"""

import csv
import html
import io
import json
import re
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client, TestCase, override_settings

from candidates.changelog import Changelog
from candidates.derivation import Death
from candidates.models import Answer, Candidacy, Cycle, PledgeText
from candidates.statistics import RecordFigures, record_figures
from candidates.views.changelog import FEED_SIZE
from pledges.goals import steps_reached
from pledges.models import Petition
from pledges.statistics import PetitionFigures, petition_figures
from tests.campaign.crawl import Visit, crawl
from tests.campaign.weight import too_heavy
from tests.database import DATABASE
from tests.thorough import IS_THOROUGH

NOTICE = "Demo: everything here is invented."
NOT_STATES = {"DC", "AS", "GU", "MP", "PR", "VI"}
STATUSES = ("signed", "refused", "pending")
PETITION = "/petitions/investigate-ice/"
SIGNATURE_FILES = [f"{PETITION}signatures.{ending}" for ending in ("csv", "json")]
EVERY_NTH = 40  # of the candidates about whom there is nothing to tell
OF_EACH_KIND = 2  # seats and candidates in a sample
PAGE = r"/tracker/\?page=\d+"
PAGE_SIZE = 25
SIGNED = r"/tracker/signed/(\?page=\d+)?"
MOST_SIGNERS = 10  # on the page of a state
SEAT = r"/tracker/[a-z]{2}/(?!sheet/|feed/)[^/]+/"
# In a sample, only the ballots of whole states are read, and all of this one's. What to say to each
# candidate is read of this one only.
BALLOT = r"/ballot/[a-z]{2}/"
BALLOTS_READ = "/ballot/nv/"
FEED_OF_PLACE, FEEDS_READ = r"/tracker/[a-z]{2}/.*feed/", "/tracker/mi/"
# In a sample, what the tracker makes of a filter by state is read of these only.
FILTERED_STATES = ("MI", "CA", "AK", "PR")
Row = dict[str, str | int | None]


def path_of(row: Row) -> str:
    return urlsplit(str(row["url"])).path


def seat_of(row: Row) -> str:
    """Return the address of the page about the seat that a row is about."""
    name = "senate" if row["chamber"] == "S" else (row["district"] or "").replace("00", "at-large")
    return f"/tracker/{row['state']}/{name}/".lower()


def is_of_other_state(query: str) -> bool:
    """Say whether a filter of the tracker names a state that a sample leaves out."""
    states = parse_qs(query).get("state", [])
    return any(state not in FILTERED_STATES for state in states)


def some_of_each(kinds: dict[str, Hashable]) -> set[str]:
    """Return the first addresses of each kind, of which `kinds` has one for each address."""
    by_kind = defaultdict(list)
    for address, kind in kinds.items():
        by_kind[kind].append(address)
    return {address for addresses in by_kind.values() for address in addresses[:OF_EACH_KIND]}


def one_row_a_person(rows: list[Row]) -> list[Row]:
    """Return the row that speaks for each person: a run that was left speaks for nobody else's."""
    by_person = defaultdict(list)
    for row in rows:
        by_person[path_of(row).partition("-")[2]].append(row)
    return [
        next((row for row in runs if row["outcome"] != "withdrew"), runs[0])
        for runs in by_person.values()
    ]


@pytest.mark.world("demo")
class TestAgreement(TestCase):
    """The demo is read once for all of these."""

    rows: list[Row]
    people: list[Row]
    figures: RecordFigures
    visits: dict[str, Visit]

    @classmethod
    def setUpClass(cls):
        cls.media = tempfile.mkdtemp()
        cls.enterClassContext(override_settings(MEDIA_ROOT=cls.media, PRIVATE_MEDIA_ROOT=cls.media))
        cls.addClassCleanup(shutil.rmtree, cls.media)
        DATABASE.copy_files(Path(cls.media))
        super().setUpClass()

    @classmethod
    def setUpTestData(cls):
        cls.rows = Client().get("/tracker.json").json()["rows"]
        cls.people = one_row_a_person(cls.rows)
        cls.figures = record_figures(Cycle.objects.current())
        told = cls.kinds_of_candidates()
        read = {path_of(row) for row in cls.rows[::EVERY_NTH]} | told.keys()
        last_page = (len(cls.rows) - 1) // PAGE_SIZE + 1
        unread = set()
        if not IS_THOROUGH:
            kinds = cls.kinds_of_seats()
            unread = kinds.keys() - some_of_each(kinds)
            unread |= {f"/tracker/?page={number}" for number in range(4, last_page)}
            read = some_of_each(told) | {path_of(row) for row in cls.rows[:: 10 * EVERY_NTH]}

        def wanted(address: str) -> bool:
            parts = urlsplit(address)
            if parts.path.startswith("/candidates/"):
                page = re.sub(r"(report/(thanks/)?|feed/)$", "", parts.path)
                return page in (read if page == parts.path else read & told.keys())
            if re.fullmatch(r"/share/(candidate|seat|state)/.+", parts.path) and not IS_THOROUGH:
                return parts.path == "/share/state/mi/"
            if re.fullmatch(FEED_OF_PLACE, parts.path) and not IS_THOROUGH:
                return parts.path.startswith(FEEDS_READ)
            if parts.path.startswith("/ballot/"):
                if parts.path.startswith(BALLOTS_READ):
                    return True
                is_ballot = re.fullmatch(BALLOT, parts.path)
                return bool(is_ballot) and (IS_THOROUGH or not parts.query)
            # Every page of the list and each of its orders, but not each page or file in each.
            is_part = "page" in parts.query or parts.path != "/tracker/"
            if is_part and "sort" in parts.query:
                return False
            return IS_THOROUGH or not (address in unread or is_of_other_state(parts.query))

        cls.visits = crawl("/", wanted)

    @classmethod
    def kinds_of_candidates(cls) -> dict[str, Hashable]:
        """Say of everybody about whom there is something to tell which kind of thing it is."""
        answers = defaultdict(set)
        for answer in Answer.objects.published().select_related("candidacy__person"):
            kind = (answer.kind, bool(answer.retracted_at), answer.evidence.count())
            answers[answer.candidacy.get_absolute_url()].add(kind)
        return {
            path_of(row): (row["chamber"], *story, frozenset(answers[path_of(row)]))
            for row in cls.rows
            if (story := (row["status"], row["outcome"])) != ("pending", "active")
            or path_of(row) in answers
        }

    @classmethod
    def kinds_of_seats(cls) -> dict[str, Hashable]:
        """Say of every seat what is told on its page."""
        told = defaultdict(set)
        for row in cls.rows:
            told[seat_of(row)].add((row["status"], row["outcome"]))
        return {
            address: (
                address.rpartition("/")[0].rpartition("/")[2].replace("at-large", "x").isalpha(),
                address.split("/")[2].upper() in NOT_STATES,
                frozenset(stories),
            )
            for address, stories in told.items()
        }

    @classmethod
    def html(cls) -> Iterator[Visit]:
        return (visit for visit in cls.visits.values() if visit.is_html)

    def under(self, pattern: str) -> list[Visit]:
        """Return the pages whose whole address matches `pattern`."""
        return [visit for address, visit in self.visits.items() if re.fullmatch(pattern, address)]

    def people_who(self, status: str, state: str = "") -> int:
        return sum(
            row["status"] == status and row["state"] in {state or row["state"]}
            for row in self.people
        )

    # What holds for each of them

    def test_has_read_the_whole_site(self):
        assert len(self.under(r"/tracker/[a-z]{2}/")) == 56
        seats, candidates, evidence, pages = (
            len(self.under(pattern))
            for pattern in (SEAT, r"/candidates/[^/]+/", r"/media/evidence/.+", PAGE)
        )
        if IS_THOROUGH:
            assert (seats > 460, candidates > 100, evidence >= 50) == (True, True, True)
            assert pages == (len(self.rows) - 1) // PAGE_SIZE
        else:
            assert (seats >= 20, candidates >= 20, evidence >= 15, pages) == (True, True, True, 3)
        files = {"/tracker.csv", "/tracker.json", "/stats.json", "/tracker/feed/", "/news/feed/"}
        own = {"/mission/", "/faq/", "/about/", "/privacy/", "/accessibility/", "/news/"}
        assert own | {"/news/2026/seven-ways-to-begin/"} <= self.visits.keys()
        assert len(self.under(r"/media/pictures/.+\.svg")) >= 10
        assert {"/petitions/", PETITION, "/join/", *SIGNATURE_FILES} <= self.visits.keys()
        assert files | {"/corrections/", "/corrections/feed/", "/method/"} <= self.visits.keys()

    def test_answers_every_link_without_a_cookie_and_under_the_policy(self):
        faults = [
            visit.address
            for visit in self.visits.values()
            if visit.status != 200
            or visit.cookies
            or "Cookie" in visit.headers.get("Vary", "")
            or "default-src 'none'" not in visit.headers["Content-Security-Policy"]
        ]
        assert faults == []

    def test_says_on_every_page_that_its_people_are_invented(self):
        assert [visit.address for visit in self.html() if NOTICE not in visit.text] == []

    def test_has_a_language_and_one_headline_on_every_page(self):
        faults = [
            visit.address
            for visit in self.html()
            if '<html lang="en-us">' not in visit.text or visit.text.count("<h1") != 1
        ]
        assert faults == []

    def test_reaches_every_page_in_three_clicks(self):
        """The tracker in other orders is the same list, and everyone on it has a shorter way.

        Who reports an error or passes a page on comes from that page.
        """
        pages = [visit for visit in self.html() if "?" not in visit.address]
        far = {visit.address for visit in pages if visit.clicks > 3}
        # A sample leaves out the pages of most seats, which lead to candidates.
        unread = {path_of(row) for row in self.rows if seat_of(row) not in self.visits}
        from_pages = re.compile(r"/share/.+|.+/report/")
        assert {address for address in far - unread if not from_pages.fullmatch(address)} == set()

    def test_asks_no_other_host_for_anything(self):
        asked = {
            address
            for visit in self.html()
            for address in re.findall(r'<(?:img|script|link rel="stylesheet")[^>]+"(http[^"]+)"',
                                      visit.text)
        }  # fmt: skip
        assert asked == set()

    def test_draws_no_empty_part(self):
        empty = re.compile(
            r"<(section|ul|ol|dl|table|nav|figure|p|h[1-4])\b[^>]*>\s*</\1>"
            r"|</h[1-4]>\s*</section>"
        )
        faults = {
            (visit.address, found[0])
            for visit in self.html()
            for found in empty.finditer(visit.text)
            if 'role="status"' not in found[0]
        }
        assert faults == set()

    def test_has_no_style_and_no_script_of_its_own_in_a_page(self):
        own = re.compile(r"<style|\sstyle=|\son\w+=|<script(?![^>]*(?:\ssrc=|ld\+json))")
        assert [visit.address for visit in self.html() if own.search(visit.text)] == []

    def test_links_nothing_that_is_not_there(self):
        campaigns = {path_of(row) for row in self.rows}
        faults = set()
        for visit in self.visits.values():
            for link in visit.links:
                address, _hash, part = link.partition("#")
                there = self.visits.get(address)
                page = re.sub(r"(report|feed)/$", "", address)
                if address.startswith("/admin") or (
                    part and there and f'id="{part}"' not in there.text
                ):
                    faults.add((visit.address, link))
                if address.startswith("/candidates/") and page not in campaigns:
                    faults.add((visit.address, link))
        assert faults == set()

    def test_writes_curly_quotes(self):
        shown = re.compile(r"<(script|code|svg)\b.*?</\1>|<[^>]*>", re.DOTALL)
        straight = {
            (visit.address, words.strip())
            for visit in self.html()
            for words in shown.sub("\n", visit.text).split("\n")
            if any(quote in html.unescape(words) for quote in "'\"")
        }
        assert straight == set()

    def test_is_light(self):
        assert too_heavy({visit.address: visit.text.encode() for visit in self.html()}) == {}

    # Figures

    def test_counts_people_alike_in_the_rows_and_in_the_statistics(self):
        for status in STATUSES:
            assert self.people_who(status) == getattr(self.figures, status)
            for code, tally in self.figures.by_state.items():
                assert self.people_who(status, code) == getattr(tally, status), code
        signed_in = {row["state"] for row in self.people if row["status"] == "signed"}
        assert len(signed_in - NOT_STATES) == self.figures.states
        assert len(signed_in & NOT_STATES) == self.figures.districts_and_territories
        outcomes = Counter(row["outcome"] for row in self.people if row["status"] == "signed")
        assert outcomes == Counter(self.figures.outcomes)
        assert outcomes.total() == self.figures.signed

    def test_puts_them_on_the_boards_of_home_and_tracker(self):
        answers = {
            "Signed": self.figures.signed,
            "Refused": self.figures.refused,
            "No answer": self.figures.no_answer,
            "Signed with changes": self.figures.signed_with_changes,
        }
        for address in ("/tracker/", "/tracker/?page=2"):
            assert self.visits[address].signs == answers
        assert self.visits["/"].signs == {**answers, "States with signers": self.figures.states}

    def test_puts_them_on_the_boards_of_every_state(self):
        for visit in self.under(r"/tracker/[a-z]{2}/"):
            code = visit.address.split("/")[2].upper()
            signed, refused, pending = (self.people_who(status, code) for status in STATUSES)
            changed = self.figures.by_state[code].signed_with_changes
            expected = {"Signed": signed, "Refused": refused, "No answer": pending - changed}
            expected |= {"Signed with changes": changed} if changed else {}
            assert visit.signs == (expected if signed + refused + pending else {}), code

    def test_puts_them_on_every_tile(self):
        assert self.visits["/"].tiles == {
            code: (tally.signed, tally.tracked) for code, tally in self.figures.by_state.items()
        }

    def test_puts_them_into_the_file_of_figures(self):
        content = json.loads(self.visits["/stats.json"].text)
        for name in (
            *STATUSES, "tracked", "states", "districts_and_territories", "outcomes"
        ):  # fmt: skip
            assert content[name] == getattr(self.figures, name), name

    def test_lists_the_signers_and_says_how_many(self):
        pages = self.under(SIGNED)
        for page in pages:
            signed = page.says(r'<span class="highlight">([\d,]+) people')
            assert signed == [str(self.figures.signed)]
        named = [link for page in pages for link in page.says(r'"signers__name"><a href="([^"]+)"')]
        assert sorted(named) == sorted(
            path_of(row) for row in self.people if row["status"] == "signed"
        )
        assert sum(page.badges["signed"] for page in pages) == self.figures.signed

    def test_counts_the_signers_of_each_text(self):
        counts = self.visits["/pledge/"].says(r"<dt>Signers in 2026</dt><dd>([\d,]+) pe")
        assert len(counts) == PledgeText.objects.exclude(effective_on=None).count()
        assert sum(int(count.replace(",", "")) for count in counts) == self.figures.signed

    # Signatures

    def signature_figures(self) -> PetitionFigures:
        return petition_figures(Petition.objects.get())

    def test_puts_signatures_on_every_page_that_counts_them(self):
        figures = self.signature_figures()
        words = f"{figures.total} have signed. {figures.left} more to reach {figures.goal}."
        after_signing = crawl(f"{PETITION}signed/mi/", lambda _link: False)
        for visit in (
            *(self.visits[address] for address in ("/", "/petitions/", PETITION)),
            *after_signing.values(),
        ):
            assert visit.progress == [(words, figures.total, figures.goal)], visit.address

    def test_shows_no_bar_anywhere_else(self):
        shown = {visit.address for visit in self.html() if visit.progress}
        assert shown == {"/", "/petitions/", PETITION}

    def test_counts_signatures_by_state_on_the_page_as_in_the_file(self):
        content = json.loads(self.visits[SIGNATURE_FILES[1]].text)
        in_file = [(row["name"], row["signatures"]) for row in content["by_state"]]
        figures = self.signature_figures()
        assert in_file == [(row.name, row.count) for row in figures.by_place]
        on_page = self.visits[PETITION].says(
            r'<tr><th scope="row">(.*?)</th><td class="tally__number">([\d,]+)</td>'
        )
        assert on_page == [(name, f"{count}") for name, count in in_file] + [
            ("Total", f"{figures.total}")
        ]

    def test_adds_up_to_the_same_signatures_in_every_file(self):
        figures = self.signature_figures()
        content = json.loads(self.visits[SIGNATURE_FILES[1]].text)
        days = list(csv.DictReader(io.StringIO(self.visits[SIGNATURE_FILES[0]].text)))
        assert [(row["day"], int(row["signatures"])) for row in days] == [
            (row["day"], row["signatures"]) for row in content["by_day"]
        ]
        assert (
            figures.total
            == sum(int(row["signatures"]) for row in days)
            == sum(row["signatures"] for row in content["by_state"])
            == content["petition"]["total"]
        )
        stats = json.loads(self.visits["/stats.json"].text)["signatures"]
        assert stats.pop("as_of")
        assert stats == {
            "petitions": 1,
            "total": figures.total,
            "online": figures.online,
            "on_paper": figures.on_paper,
        }

    def test_names_the_signatures_in_texts_and_on_the_preview(self):
        figures = self.signature_figures()
        named = {
            count for visit in self.html() for count in visit.says(r"([\d,]+) of us have signed")
        }
        assert named == {f"{figures.total}"}
        alt = f"{steps_reached(figures.total)[-1]}+ signatures, {figures.goal} is our goal"
        assert alt in self.visits[PETITION].text

    def test_counts_on_each_ballot_who_is_in_its_rows(self):
        for visit in self.under(r"/ballot/[a-z]{2}/(\?districts=\d\d)?"):
            scores = visit.says(
                r'#icon-(\w+)"/></svg> ([\d,]+) (?:signed|refused|no answer)</span>'
            )
            stubs = Counter(visit.says(r"ballot-row__stub--(\w+)"))
            changed = visit.says(r'ballot-row__answer">(Signed with changes)<')
            stubs["pending"] -= len(changed)
            assert {kind: int(count) for kind, count in scores} == dict(+stubs), visit.address

    # Rows

    def test_has_the_same_rows_in_both_files(self):
        in_csv = list(csv.DictReader(io.StringIO(self.visits["/tracker.csv"].text)))
        assert in_csv == [
            {name: "" if cell is None else str(cell) for name, cell in row.items()}
            for row in self.rows
        ]

    def test_shows_signers_and_the_senate_on_the_page_of_each_state(self):
        for visit in self.under(r"/tracker/[a-z]{2}/"):
            code = visit.address.split("/")[2].upper()
            signers = [
                row for row in self.people if (row["state"], row["status"]) == (code, "signed")
            ]
            senate = [row for row in self.rows if (row["state"], row["chamber"]) == (code, "S")]
            assert len(signers) <= MOST_SIGNERS, code
            assert visit.badges == self.badges_of([*signers, *senate]), visit.address

    def test_puts_them_on_the_tile_of_every_seat(self):
        for visit in self.under(r"/tracker/[a-z]{2}/"):
            code = visit.address.split("/")[2].upper()
            here = [row for row in self.people if (row["state"], row["chamber"]) == (code, "H")]
            tiles = visit.says(
                r'href="(/tracker/../[^/"]+/)"(?:(?!</a>).)*"seat__words">(\d+) of (\d+) (\w+)<'
            )
            refused = Counter(seat_of(row) for row in here if row["status"] == "refused")
            signed = Counter(seat_of(row) for row in here if row["status"] == "signed")
            assert {seat: (int(some), int(all_), kind) for seat, some, all_, kind in tiles} == {
                seat: (refused[seat], count, "refused")
                if refused[seat] and not signed[seat]
                else (signed[seat], count, "signed")
                for seat, count in Counter(map(seat_of, here)).items()
            }, code

    def test_shows_every_row_on_the_page_of_its_seat(self):
        rows = defaultdict(list)
        for row in self.rows:
            rows[seat_of(row)].append(row)
        seats = self.under(SEAT)
        assert {visit.address: visit.badges for visit in seats} == {
            visit.address: self.badges_of(rows[visit.address]) for visit in seats
        }
        if IS_THOROUGH:
            assert rows.keys() <= {visit.address for visit in seats}

    def test_shows_every_row_on_the_pages_of_the_tracker(self):
        for page in (self.visits["/tracker/"], *self.under(PAGE)):
            first = PAGE_SIZE * (int(page.address.partition("=")[2] or 1) - 1)
            rows = self.rows[first : first + PAGE_SIZE]
            assert page.badges == self.badges_of(rows), page.address
            assert page.says(r'role="status">([\d,]+) campaigns in') == [f"{len(self.rows):,}"]

    def test_finds_as_many_by_each_filter_as_the_rows_have(self):
        for name in ("status", "outcome", "chamber", "party"):
            for value, count in Counter(row[name] for row in self.rows if row[name]).items():
                query = f"?{name}={value}"
                if name in {"status", "outcome"}:
                    words = r'role="status">([\d,]+) campaigns? match'
                    visit = next(iter(crawl(f"/tracker/{query}", lambda _link: False).values()))
                    assert visit.says(words) == [f"{count:,}"], query
                assert self.client.get(f"/tracker.json{query}").json()["count"] == count, query

    def test_says_the_same_on_the_page_of_a_candidate(self):
        rows = {path_of(row): row for row in self.rows}
        for visit in self.under(r"/candidates/[^/]+/"):
            row = rows[visit.address]
            if row["outcome"] == "died":
                assert not visit.says(r"(badge--)"), visit.address
                continue
            status, verdict = visit.says(r'<div class="verdict verdict--(\w+)(.*?)</div>')[0]
            outcome = visit.says(r'<p class="masthead__who">.*?badge--(\w+)')
            assert [status, *outcome] == [row["status"], row["outcome"]], visit.address
            day = re.findall(r'<time datetime="([^"]+)"', verdict)
            assert day == ([row["status_on"]] if row["status_on"] else []), visit.address

    def test_shows_what_shows_each_answer(self):
        shown = Counter()
        for visit in self.under(r"/candidates/[^/]+/"):
            shown["answers"] += visit.text.count('class="answer__verified')
            shown["pictures"] += visit.text.count('class="evidence__picture"')
            shown["fingerprints"] += visit.text.count("evidence__fingerprint")
        told = {
            candidacy.pk
            for candidacy in Candidacy.objects.exclude(answers=None).select_related("person")
            if not Death.of(candidacy.person, candidacy.person.candidacies.all())
            and candidacy.get_absolute_url() in self.visits
        }
        published = Answer.objects.published().filter(candidacy__in=told)
        if IS_THOROUGH:
            living = Answer.objects.published().exclude(candidacy__outcome="died")
            assert published.count() == living.count()
        evidence = published.exclude(evidence=None).values_list("evidence__sha256", flat=True)
        assert shown["answers"] == published.count()
        assert (
            shown["pictures"]
            == shown["fingerprints"]
            == len([hash_ for hash_ in evidence if hash_])
        )

    def test_feeds_what_the_pages_list(self):
        titles = self.visits["/tracker/feed/"].says(r"<entry><title>(.*?)</title>")
        assert len(titles) == min(FEED_SIZE, Answer.objects.published().count())
        pages = self.under(r"/corrections/(\?page=\d+)?")
        keys = [
            key for page in sorted(pages, key=lambda visit: visit.address)
            for key in page.says(r'<li class="timeline__entry" id="([^"]+)"')
        ]  # fmt: skip
        assert len(keys) == len(set(keys)) == len(Changelog())
        fed = self.visits["/corrections/feed/"].says(r"<id>[^<]*#([^<]+)</id>")
        assert fed == keys[:FEED_SIZE]

    @staticmethod
    def badges_of(rows: list[Row]) -> Counter[str | None]:
        """Count the badges on lines about `rows`: one of each status, one of each outcome."""
        return Counter(row[name] for row in rows for name in ("status", "outcome"))
