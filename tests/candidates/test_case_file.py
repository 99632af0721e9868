import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from django.utils import timezone

from candidates import ledger
from candidates.case_file import write_case
from candidates.models import Candidacy, Evidence
from tests.candidates.desk.desks import a_link, submit
from tests.factories import OrganizerFactory, draft_answer, publish_answer, run

pytestmark = pytest.mark.django_db
SCAN = "evidence/scan.pdf"


def a_campaign() -> Candidacy:
    campaign = run("Ines Obsidian", contact_email="private@example.org")
    publish_answer(campaign)
    campaign.outreach.create(
        channel="phone", done_on="2026-03-01", outcome="spoke", note="Talked to <b>Kim</b>"
    )
    campaign.corrections.create(field="name", claimed_value="Ines", sender="reader@example.org")
    return campaign


def with_a_scan(campaign: Candidacy) -> None:
    digest = hashlib.sha256(b"a scan").hexdigest()
    draft_answer(campaign).evidence.create(kind="letter", original=SCAN, sha256=digest)


def case_of(campaign: Candidacy) -> zipfile.ZipFile:
    file = io.BytesIO()
    write_case(campaign, file, now=timezone.now())
    return zipfile.ZipFile(file)


class TestWriteCase:
    def test_has_the_record_in_words_and_as_data(self):
        case = case_of(a_campaign())
        page = case.read("index.html").decode()
        content = json.loads(case.read("case.json"))
        assert content["candidate"] == "Ines Obsidian"
        [asked] = content["sections"]["How we asked"]
        assert asked["outcome"] == "spoke with them"
        assert "Talked to &lt;b&gt;Kim&lt;/b&gt;" in page
        assert "private@example.org" in page
        assert content["steps"] == sorted(content["steps"], key=lambda step: step["at"])

    def test_names_the_message_that_a_dispute_rests_on(self):
        link = a_link()
        answer = publish_answer(link.candidacy)
        submit(link, "dispute")
        by = OrganizerFactory.create()
        ledger.holds.dispute(answer, reason="A message.", by=by, now=timezone.now())
        sections = json.loads(case_of(link.candidacy).read("case.json"))["sections"]
        [review], [sent] = sections["Holds and disputes"], sections["What the campaign wrote"]
        assert review["submission"] == f"Ines Basalt: dispute an answer ({sent['row']})"
        assert sent["words"] == "An intern answered without asking anyone."

    def test_leaves_out_who_reported_an_error(self):
        case = case_of(a_campaign())
        assert not any(b"reader@example.org" in case.read(name) for name in case.namelist())

    def test_has_every_file_under_its_hash(self, settings, tmp_path):
        settings.PRIVATE_MEDIA_ROOT = tmp_path
        campaign = run()
        with_a_scan(campaign)
        Path(tmp_path, "evidence").mkdir()
        Path(tmp_path, SCAN).write_bytes(b"a scan")
        case = case_of(campaign)
        lines = case.read("SHA256SUMS").decode().splitlines()
        sums = {name: digest for digest, name in (line.split("  ") for line in lines)}
        assert set(sums) == set(case.namelist()) - {"SHA256SUMS"}
        for name, digest in sums.items():
            assert hashlib.sha256(case.read(name)).hexdigest() == digest
        assert any(case.read(name) == b"a scan" for name in sums)

    def test_has_a_file_of_two_answers_once(self, settings, tmp_path):
        settings.PRIVATE_MEDIA_ROOT = tmp_path
        campaign = run()
        with_a_scan(campaign)
        Path(tmp_path, "evidence").mkdir()
        Path(tmp_path, SCAN).write_bytes(b"a scan")
        scan = Evidence.objects.get(original=SCAN)
        scan.pk = None
        scan.save()
        names = case_of(campaign).namelist()
        assert len(names) == len(set(names))

    def test_leaves_out_what_links_are_made_of(self):
        link = a_link()
        case = case_of(link.candidacy)
        assert "desk@basalt.example" in case.read("index.html").decode()
        assert bytes(link.seed).hex() not in case.read("case.json").decode()
        assert "seed" not in json.loads(case.read("case.json"))["sections"]["Links we sent"][0]

    def test_names_a_file_that_is_missing(self, settings, tmp_path):
        settings.PRIVATE_MEDIA_ROOT = tmp_path
        campaign = run()
        with_a_scan(campaign)
        assert b"missing: evidence/" in case_of(campaign).read("index.html")

    def test_includes_other_registrations_of_the_same_run(self):
        campaign = run()
        run(
            person=campaign.person,
            race=campaign.race,
            duplicate_of=campaign,
            is_current=False,
            campaign_url="https://twice.example/",
        )
        assert b"https://twice.example/" in case_of(campaign).read("index.html")
