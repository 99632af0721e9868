"""The figures of the whole site for programs, and the page about every file."""

import json
import re

import pytest
import time_machine

from candidates.models import Candidacy
from candidates.models.choices import Outcome
from candidates.rows import COLUMN_NAMES, LICENSE_URL
from tests.factories import (
    CycleFactory,
    RaceFactory,
    StageFactory,
    publish_answer,
    record_results,
    run,
    state,
)
from tests.pledges.people import a_paper_batch, a_petition, signatures

pytestmark = pytest.mark.django_db
FILES = ["/tracker.csv", "/tracker.json", "/stats.json"]


@pytest.fixture
def signer() -> Candidacy:
    """Return a signer of Michigan; Bea of Ohio refused, Cai did not answer."""
    ada = run("Ada Signed")
    publish_answer(ada)
    publish_answer(run("Bea Refused", race=RaceFactory.create(jurisdiction=state("OH"))), "refused")
    run("Cai Pending")
    return ada


class TestStats:
    def test_is_what_the_contract_says(self, client, signer):
        record_results(StageFactory.create(race=signer.race), {signer: "won"})
        publish_answer(run(race=RaceFactory.create(delegate=True, jurisdiction=state("GU"))))
        content = client.get("/stats.json").json()
        assert content.pop("as_of") == client.get("/tracker.json").json()["as_of"]
        assert content["signatures"].pop("as_of").endswith(":00Z")
        outcomes = content.pop("outcomes")
        assert content == {
            "licence": LICENSE_URL,
            "cycle": 2026,
            "tracked": 4,
            "signed": 2,
            "refused": 1,
            "pending": 1,
            "states": 1,
            "districts_and_territories": 1,
            "signatures": {"petitions": 0, "total": 0, "online": 0, "on_paper": 0},
        }
        assert list(outcomes) == Outcome.values
        assert (outcomes["won_primary"], outcomes["active"]) == (1, 1)
        assert sum(outcomes.values()) == content["signed"]

    def test_counts_the_signatures_of_every_public_petition(self, client):
        signatures(a_petition(), 2)
        closed = a_petition(state="closed")
        signatures(closed, 1)
        a_paper_batch(closed, 12)
        signatures(a_petition(state="draft"), 1)
        figures = client.get("/stats.json").json()["signatures"]
        assert figures.pop("as_of")
        assert figures == {
            "petitions": 2, "total": 15, "online": 3, "on_paper": 12,
        }  # fmt: skip

    @time_machine.travel("2026-05-04 15:00Z", tick=False)
    def test_is_the_same_bytes_until_something_changes(self, client, signer):
        first, second = client.get("/stats.json"), client.get("/stats.json")
        assert first.content == second.content
        etag = {"if-none-match": first.headers["ETag"]}
        assert client.get("/stats.json", headers=etag).status_code == 304
        signatures(a_petition(), 1)
        assert client.get("/stats.json", headers=etag).status_code == 200

    def test_may_be_read_by_scripts_of_every_site(self, client):
        headers = client.get("/stats.json").headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert 'rel="license"' in headers["Link"]

    def test_is_all_zeros_on_an_empty_site(self, client):
        content = client.get("/stats.json").json()
        assert (content["as_of"], content["cycle"], content["tracked"]) == (None, None, 0)
        CycleFactory.create()
        assert client.get("/stats.json").json()["cycle"] == 2026


class TestData:
    def test_explains_every_column(self, client, signer):
        page = client.get("/data/").text
        for name in COLUMN_NAMES:
            assert f"<code>{name}</code>" in page
        for name in FILES:
            assert f'href="{name}"' in page
        assert LICENSE_URL in page

    def test_says_how_to_check_the_number_of_signers(self, client, signer):
        publish_answer(run(race=RaceFactory.create(district="02"), person=signer.person))
        page = " ".join(client.get("/data/").text.split())
        assert '<h2 id="check">How to check “1 signed”</h2>' in page
        assert "It has 2 rows. Someone who ran in two races" in page
        [link] = re.findall(r'href="([^"]+)">tracker.csv, signed only', page)
        assert len(client.get(link).text.splitlines()) == 1 + 2
        assert 'href="/data/#check">How to check “1 signed”' in client.get("/tracker/").text

    def test_explains_every_key_of_the_figures(self, client):
        page = client.get("/data/").text
        for key in json.loads(client.get("/stats.json").text):
            assert key in {"cycle"} or key in page

    def test_works_on_an_empty_site(self, client):
        assert client.get("/data/").status_code == 200
