import datetime
import re
from pathlib import Path

import pytest
from django.utils import timezone

from campaign.lib.uploads import read_upload
from candidates import ledger
from candidates.models import Answer, Candidacy, Correction, Cycle, FecId
from tests.candidates.views.test_tracker import links_in, text_of
from tests.factories import (
    SOURCE,
    CycleFactory,
    EvidenceFactory,
    OrganizerFactory,
    OutreachFactory,
    PledgeTextFactory,
    RaceFactory,
    StageFactory,
    draft_answer,
    publish_answer,
    record_results,
    run,
)
from tests.pictures import pdf, picture, uploaded

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 5, 1)


@pytest.fixture
def ada() -> Candidacy:
    return run("Ada Quartz", person__slug="ada-quartz", fec_id="H6MI11001")


@pytest.fixture
def files(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = settings.PRIVATE_MEDIA_ROOT = tmp_path


def shown_by(answer: Answer, content: bytes, client) -> str:
    """Publish a draft that a file shows, and return the candidate's page."""
    ledger.evidence.keep(answer.lead_evidence, read_upload(uploaded(content)))
    answer.lead_evidence.captured_at = datetime.datetime(2026, 3, 15, 18, tzinfo=datetime.UTC)
    answer.lead_evidence.save()
    ledger.answers.publish(answer, now=timezone.now())
    return page_of(client, answer.candidacy)


def page_of(client, candidacy: Candidacy) -> str:
    response = client.get(candidacy.get_absolute_url())
    assert response.status_code == 200
    return text_of(response)


class TestCandidate:
    def test_says_that_there_is_no_answer(self, client, ada):
        page = page_of(client, ada)
        assert "<h1>Ada Quartz</h1>" in page
        assert "We don’t have an answer from this campaign. Silence isn’t a refusal" in page
        assert '<p class="verdict__when">Not asked yet</p>' in page
        assert "verdict--pending" in page

    def test_shows_the_answer_with_what_shows_it(self, client, ada):
        answer = draft_answer(
            ada, signer_name="Cai Quartz", signer_role="campaign manager", statement="I <sign>."
        )
        answer.lead_evidence.url = "https://www.paper.example/ada"
        answer.lead_evidence.archived_url = "https://archive.example/ada"
        answer.lead_evidence.publisher = "The Paper"
        answer.lead_evidence.save()
        EvidenceFactory.create(answer=answer, kind="email", url="https://mail.example/")
        ledger.answers.publish(answer, now=timezone.now())
        page = page_of(client, ada)
        assert "verdict--signed" in page
        assert '<time datetime="2026-03-14">March 14, 2026</time>' in page
        assert "From Cai Quartz, campaign manager." in page
        assert "I &lt;sign&gt;." in page
        assert 'href="https://www.paper.example/ada" rel="noopener">The Paper</a>' in page
        assert 'href="https://archive.example/ada" rel="noopener">archived copy</a>' in page
        assert "Email from the campaign" in page
        assert ">mail.example</a>" in page
        assert "Verified by a second person." in page
        assert "Current answer" in page

    def test_shows_the_public_copy_of_the_evidence(self, client, ada, files):
        answer = draft_answer(ada)
        page = shown_by(answer, picture("PNG", (90, 60)), client)
        evidence = answer.lead_evidence
        assert f'<a class="verdict__sheet" href="{evidence.public_copy.url}">' in page
        assert page.count(f'src="{evidence.public_copy.url}" width="90" height="60"') == 1
        assert ('alt="Signed document: evidence for Ada Quartz’s answer of March 14, 2026"') in page
        assert 'Captured <time datetime="2026-03-15">March 15, 2026</time>.' in page
        assert f'href="{evidence.public_copy.url}" download>Download the picture above<' in page
        assert f'is <code class="answer__hash">{evidence.public_copy_sha256}</code>' in page
        assert evidence.sha256 in page
        assert f'<li class="evidence" id="evidence-{evidence.pk}">' in page

    def test_says_that_a_file_without_a_public_copy_is_kept(self, client, ada, files):
        answer = draft_answer(ada)
        page = shown_by(answer, pdf(), client)
        assert "We have the original file but don’t show it." in page
        assert answer.lead_evidence.sha256 in page
        assert "<img" not in page

    def test_keeps_the_public_copy_of_an_answer_that_was_taken_back(self, client, ada, files):
        answer = draft_answer(ada)
        shown_by(answer, picture(), client)
        ledger.answers.retract(answer, reason="It was another Ada.", now=timezone.now())
        page = page_of(client, ada)
        assert f'src="{answer.lead_evidence.public_copy.url}"' in page
        assert answer.lead_evidence.sha256 in page

    def test_names_no_fingerprint_where_no_file_is_kept(self, client, ada):
        publish_answer(ada)
        assert "Fingerprint" not in page_of(client, ada)

    def test_says_which_text_was_signed(self, client, ada):
        text = PledgeTextFactory.create(version=3)
        publish_answer(ada, pledge_text=text)
        page = page_of(client, ada)
        assert "Pledge version 3" in page
        assert text.sha256 in page

    @pytest.mark.parametrize(
        ("precision", "shown", "machine"),
        [("month", "March 2026", "2026-03"), ("year", "2026", "2026")],
    )
    def test_says_no_more_of_a_day_than_is_known(self, client, ada, precision, shown, machine):
        publish_answer(ada, answered_on_precision=precision)
        page = page_of(client, ada)
        assert page.count(f'<time datetime="{machine}">{shown}</time>') == 2
        assert "March 14" not in page

    def test_says_that_the_recorder_verified_alone(self, client, ada, settings):
        settings.TWO_PERSON_RULE = False
        answer = draft_answer(ada)
        ledger.answers.verify(answer, by=answer.recorded_by)
        ledger.answers.publish(answer, now=timezone.now())
        assert "Verified by the person who recorded it." in page_of(client, ada)

    def test_keeps_every_published_answer_in_view(self, client, ada):
        first = publish_answer(ada, answered_on=datetime.date(2026, 2, 1))
        publish_answer(ada, "rescinded", answered_on=datetime.date(2026, 3, 1))
        ledger.answers.retract(first, reason="It was another Ada.", now=timezone.now())
        page = page_of(client, ada)
        assert "Signed, then took it back" in page
        assert page.index("March 1, 2026") < page.index("Feb. 1, 2026")
        assert ": It was another Ada." in page
        assert "Earlier answer" not in page

    def test_says_that_no_answer_stands_after_a_retraction(self, client, ada):
        ledger.answers.retract(
            publish_answer(ada), reason="It was another Ada.", now=timezone.now()
        )
        page = page_of(client, ada)
        assert "There’s no current answer" in page
        assert "verdict--pending" in page

    def test_says_that_a_changed_text_is_no_signature(self, client, ada):
        publish_answer(ada, "signed_with_changes")
        assert "Signed with changes" in page_of(client, ada)

    def test_says_how_often_and_when_the_campaign_was_asked(self, client, ada):
        OutreachFactory.create(candidacy=ada, done_on=DAY)
        assert "Asked once, on May 1" in page_of(client, ada)
        OutreachFactory.create_batch(3, candidacy=ada, done_on=datetime.date(2026, 2, 1))
        page = page_of(client, ada)
        assert "Asked 4 times since Feb. 1" in page
        assert page.count('class="verdict__ask"') == 3

    def test_says_how_the_race_went_with_its_source(self, client, ada):
        record_results(StageFactory.create(race=ada.race), {ada: "lost"})
        page = page_of(client, ada)
        assert "badge--lost_primary" in page
        assert '<p class="timeline__what">Primary: lost</p>' in page
        assert f'href="{SOURCE}" rel="noopener">example.org</a>' in page

    @pytest.mark.parametrize(
        ("ballot_status", "words"),
        [
            ("withdrawn", "Withdrew"),
            ("switched_race", "Running in another race"),
            ("disqualified", "Disqualified"),
        ],
    )
    def test_stays_and_says_how_the_run_ended(self, client, ada, ballot_status, words):
        ledger.runs.set_ballot_status(
            ada, ballot_status, on=DAY, source_url=SOURCE, now=timezone.now()
        )
        page = page_of(client, ada)
        assert f'{words}, <time datetime="2026-05-01">May 1, 2026</time>' in page
        assert f'<p class="timeline__what">{words}</p>' in page

    @pytest.mark.parametrize("recorded_on", ["run", "other run", "person"])
    def test_says_only_name_race_day_and_source_of_somebody_who_died(
        self, client, ada, recorded_on
    ):
        publish_answer(ada, statement="I signed this.")
        OutreachFactory.create(candidacy=ada)
        Candidacy.objects.update(
            published_email="desk@ada.example", published_contact_source=SOURCE
        )
        if recorded_on == "person":
            ada.person.died_on, ada.person.died_source_url = DAY, SOURCE
            ada.person.save()
        else:
            ended = ada
            if recorded_on == "other run":
                later = RaceFactory.create(cycle=CycleFactory.create(year=2028))
                ended = run(person=ada.person, race=later)
            ledger.runs.set_ballot_status(
                ended, "died", on=DAY, source_url=SOURCE, now=timezone.now()
            )
        page = page_of(client, ada)
        main = page[page.index("<main") : page.index("</main>")]
        words = " ".join(re.sub(r"(?s)<script.*?</script>|<[^>]+>", " ", main).split())
        assert words == (
            "Tracker Michigan District 11 Ada Quartz Ada Quartz Michigan, District 11, 2026 "
            "Died May 1, 2026 Source: example.org Report an error on this page"
        )
        head = page[: page.index("</head>")]
        assert "<title>Ada Quartz, MI-11 ·" in head
        assert 'content="Ada Quartz. Michigan, District 11, 2026. ' in head
        for private in ("igned", "desk@", "answer yet"):
            assert private not in head
        [row] = client.get("/tracker.json?q=quartz").json()["rows"]
        assert row["status"] == "signed"

    def test_says_how_to_reach_the_campaign_and_where_that_is_published(self, client, ada):
        Candidacy.objects.update(
            campaign_url="https://www.ada.example/",
            published_email="desk@ada.example",
            published_phone="202-555-0100",
            published_contact_source="https://ada.example/contact",
            social_urls=["https://social.example/ada/"],
            other_party_codes=["WTP"],
        )
        page = page_of(client, ada)
        assert '<a href="https://www.ada.example/" rel="noopener nofollow">ada.example</a>' in page
        assert '<a href="mailto:desk@ada.example">' in page
        assert "202-555-0100" in page
        assert 'href="https://ada.example/contact"' in page
        assert ">social.example/ada</a>" in page
        assert "Democratic, We the People" in page
        assert 'href="https://www.fec.gov/data/candidate/H6MI11001/"' in page

    def test_shows_nothing_that_is_private(self, client, ada):
        Candidacy.objects.update(contact_email="secret@ada.example", contact_phone="202-555-0199")
        recorder = OrganizerFactory.create(
            username="undisclosed-recorder", first_name="Undisclosed"
        )
        publish_answer(ada, note="an undisclosed note", recorded_by=recorder)
        draft_answer(ada, "refused", statement="A draft.")
        OutreachFactory.create(candidacy=ada, note="an undisclosed call", by=recorder)
        page = page_of(client, ada)
        for private in ("secret@", "555-0199", "ndisclosed", "A draft."):
            assert private not in page

    def test_links_the_persons_other_campaigns(self, client, ada):
        other = ledger.runs.switch_race(
            ada, RaceFactory.create(senate=True), on=DAY, source_url=SOURCE, now=timezone.now()
        )
        page = page_of(client, ada)
        assert f'<a href="{other.get_absolute_url()}">Michigan, Senate, 2026</a>' in page
        assert ada.get_absolute_url() in links_in(page_of(client, other))

    def test_is_found_without_an_fec_id(self, client):
        candidacy = run("Bea Quartz", person__slug="bea")
        assert candidacy.get_absolute_url() == f"/candidates/{candidacy.pk}-bea/"
        assert "Bea Quartz" in page_of(client, candidacy)

    @pytest.mark.parametrize(
        "address",
        [
            "/candidates/H6MI11001-old-name/",
            "/candidates/h6mi11001-ada-quartz/",
            "/candidates/H6MI11001-josé/",
            "/candidates/H6MI11001/",
            "/candidates/{pk}-ada-quartz/",
            "/candidates/{pk}/",
        ],
    )
    def test_leads_to_its_one_address(self, client, ada, address):
        response = client.get(address.format(pk=ada.pk))
        assert response.status_code == 301
        assert response.headers["Location"] == "/candidates/H6MI11001-ada-quartz/"

    def test_leads_from_a_duplicate_to_the_row_that_is_kept(self, client, ada):
        duplicate = run(person=ada.person, race=ada.race, duplicate_of=ada, is_current=False)
        response = client.get(f"/candidates/{duplicate.pk}-ada-quartz/")
        assert (response.status_code, response.headers["Location"]) == (301, ada.get_absolute_url())

    def test_tells_what_a_duplicate_registration_was_asked_and_answered(self, client, ada):
        duplicate = run(person=ada.person, race=RaceFactory.create(district="12"))
        ledger.answers.retract(
            publish_answer(duplicate), reason="It was forged.", now=timezone.now()
        )
        OutreachFactory.create(candidacy=duplicate)
        Candidacy.objects.filter(pk=duplicate.pk).update(
            duplicate_of=ada, race=ada.race, is_current=False
        )
        page = text_of(client.get(ada.get_absolute_url()))
        assert "It was forged." in page
        assert "Asked once" in page

    def test_leads_from_a_merged_persons_name_to_the_kept_ones(self, client, ada):
        kept = run("Ada B. Quartz", person__slug="ada-b-quartz").person
        FecId.objects.update(person=kept)
        Candidacy.objects.filter(pk=ada.pk).update(
            person=kept, race=RaceFactory.create(district="02")
        )
        response = client.get("/candidates/H6MI11001-ada-quartz/")
        assert response.headers["Location"] == "/candidates/H6MI11001-ada-b-quartz/"

    @pytest.mark.parametrize(
        "address",
        [
            "/candidates/H6MI11099-ada/",
            "/candidates/0-ada/",
            "/candidates/999999999999999999-ada/",
            f"/candidates/{'9' * 19}-ada/",
            f"/candidates/{'9' * 5000}-ada/",
            "/candidates/abc-ada/",
        ],
    )
    def test_explains_a_number_that_nobody_has(self, client, ada, address):
        response = client.get(address)
        assert response.status_code == 404
        assert "We don’t have a campaign with that number." in response.text
        assert "/tracker/" in links_in(response.text)


class TestCandidateOfSeveralCycles:
    @pytest.fixture
    def again(self, ada) -> Candidacy:
        """Ada's next run, under the same FEC id."""
        cycle = CycleFactory.create(year=2028)
        return run(person=ada.person, fec_id="H6MI11001", race=RaceFactory.create(cycle=cycle))

    def test_has_an_address_with_the_year_from_the_first_cycle_on(self, client, ada):
        plain, with_year = (
            "/candidates/H6MI11001-ada-quartz/",
            "/candidates/H6MI11001-ada-quartz/2026/",
        )
        for address in (plain, with_year):
            page = client.get(address)
            assert page.status_code == 200
            [canonical] = re.findall(r'rel="canonical" href="[^"]*?(/[^/"].*?)"', page.text)
            assert canonical.endswith(plain)
        assert client.get("/candidates/H6MI11001-ada-quartz/2028/").status_code == 404

    def test_is_of_the_latest_cycle_where_no_year_is_named(self, client, ada, again, subtests):
        publish_answer(ada)
        plain = "/candidates/H6MI11001-ada-quartz/"
        older, newer = f"{plain}2026/", f"{plain}2028/"
        latest, then = client.get(plain).text, client.get(older).text
        with subtests.test("each links the other"):
            assert f'<a href="{older}">Michigan, District 11, 2026</a>' in latest
            assert f'<a href="{newer}">See Ada Quartz in 2028</a>' in then
            assert "See Ada Quartz in" not in latest
        with subtests.test("the answer stays in its cycle"):
            assert "We don’t have an answer from this campaign." in latest
            assert "We don’t have an answer from this campaign." not in then
        for address, meant in {
            "/candidates/h6mi11001-old/2026/": older,
            "/candidates/H6MI11001/2028/": newer,
            f"/candidates/{ada.pk}-ada-quartz/": older,
            f"{older}report/": None,
            f"{plain}report/": None,
        }.items():
            with subtests.test(address):
                response = client.get(address)
                assert response.headers.get("Location") == meant
                assert response.status_code == (301 if meant else 200)

    def test_is_named_with_the_year_in_files_feeds_and_the_sitemap(self, client, ada, again):
        publish_answer(ada)
        older, newer = (f"/candidates/H6MI11001-ada-quartz/{year}/" for year in (2026, 2028))
        for current in (older, newer):
            [row] = client.get("/tracker.json").json()["rows"]
            assert row["fec_id"] == "H6MI11001"
            assert row["url"].endswith(current)
            assert current in client.get("/tracker.csv").text
            assert older in client.get("/tracker/feed/").text
            assert older in client.get("/corrections/feed/").text
            assert current in client.get("/sitemap-candidates.xml").text
            Cycle.objects.filter(year=2026).update(archived_at=timezone.now())

    def test_takes_reports_about_the_cycle_of_its_address(self, client, ada, again):
        response = client.post(
            "/candidates/H6MI11001-ada-quartz/2026/report/",
            {"field": "name", "claimed_value": "Ada Q.", "reason": "A typo."},
            headers={"Sec-Fetch-Site": "same-origin"},
        )
        assert response.headers["Location"].endswith("/2026/report/thanks/")
        assert Correction.objects.get().candidacy == ada
