"""Your ballot: who asks for a vote in some districts, and how to reach each of them."""

import datetime
import re

import pytest
import time_machine

from campaign.content.models import Profile
from candidates.models import Candidacy, Race
from tests.candidates.views.test_tracker import links_in
from tests.factories import (
    OutreachFactory,
    PledgeTextFactory,
    RaceFactory,
    StageFactory,
    publish_answer,
    record_results,
    run,
    state,
)

pytestmark = pytest.mark.django_db
BEFORE, AFTER = "2026-05-01T12:00:00Z", "2026-11-05T12:00:00Z"
ROW = re.compile(r'<li class="ballot-row.*?</li>', re.DOTALL)


@pytest.fixture(autouse=True)
def campaigning():
    with time_machine.travel(BEFORE, tick=False):
        yield


def words(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def rows_of(client, address: str) -> list[str]:
    """Return what each row of a ballot says to eyes and ears."""
    return [words(row) for row in ROW.findall(client.get(address).text)]


@pytest.fixture
def ballot() -> dict[str, Candidacy]:
    """Michigan: two run for the Senate, two in district 6, one in 7; each can be reached."""
    Profile.objects.create(name="Ours", ask="Asked.", short_ask="abolish ICE")
    PledgeTextFactory.create(title="One promise")
    senate, sixth = RaceFactory.create(senate=True), RaceFactory.create(district="06")
    people = {
        "zoe": run("Zoe Amber", person__sort_name="Amber, Zoe", race=senate),
        "ada": run("Ada Quartz", person__sort_name="Quartz, Ada", race=senate),
        "bea": run("Bea Basalt", person__sort_name="Basalt, Bea", race=sixth, fec_id="H6MI06001"),
        "cal": run("Cal Chert", person__sort_name="Chert, Cal", race=sixth),
        "dot": run("Dot Flint", race=RaceFactory.create(district="07")),
    }
    Candidacy.objects.update(
        published_phone="202-555-0100",
        published_email="desk@c.example",
        published_contact_source="https://c.example/contact",
    )
    publish_answer(people["ada"])
    publish_answer(people["cal"], "refused", statement="We don’t sign pledges.")
    OutreachFactory.create(candidacy=people["bea"])
    OutreachFactory.create(candidacy=people["bea"], done_on=datetime.date(2026, 2, 16))
    return people


class TestBallot:
    def test_has_the_senate_and_the_offered_district_and_nobody_else(self, client, ballot):
        response = client.get("/ballot/mi/?districts=06")
        assert response.status_code == 200
        names = re.findall(r'"ballot-row__name"><a href="[^"]+">(.*?)</a>', response.text)
        assert names == ["Zoe Amber", "Ada Quartz", "Bea Basalt", "Cal Chert"]
        assert "<h1>Your ballot: Michigan, District 6</h1>" in response.text
        assert "You’re most likely in District 6." in response.text
        assert 'href="#not-your-district"' in response.text

    def test_says_of_each_what_they_answered_and_how_to_reach_them(self, client, ballot):
        zoe, ada, bea, cal = rows_of(client, "/ballot/mi/?districts=06")
        assert (
            zoe == "No answer Zoe Amber Democratic Not asked yet Call Zoe Amber at 202-555-0100"
            " Email Zoe Amber"
        )
        assert ada.startswith("Signed March 14 Ada Quartz Democratic Worth a thank-you. Say thanks")
        assert ada.endswith("Email Ada Quartz Evidence for Ada Quartz’s answer")
        assert bea.startswith("No answer since Feb. 1 Bea Basalt")
        assert "Asked twice, last on Feb. 16 Call" in bea
        assert "Evidence" not in bea
        assert cal.startswith("Refused March 14 Cal Chert Democratic “We don’t sign pledges.” Call")

    def test_dials_in_one_tap(self, client, ballot):
        links = links_in(client.get("/ballot/mi/?districts=06").text)
        assert links.count("tel:2025550100") == 4

    def test_counts_the_people_on_it(self, client, ballot):
        text = words(client.get("/ballot/mi/?districts=06").text)
        assert "1 signed 1 refused 2 no answer" in text

    def test_of_several_districts_names_them_all(self, client, ballot):
        text = client.get("/ballot/mi/?districts=06,07").text
        assert "You’re most likely in District 6 or District 7." in text
        assert "Dot Flint" in text

    def test_of_a_state_asks_for_the_district(self, client, ballot):
        text = client.get("/ballot/mi/").text
        assert "Bea Basalt" not in text
        assert "Ada Quartz" in text
        assert "/ballot/mi/?districts=06" in links_in(text)
        assert 'action="/tracker/find/"' in text

    def test_leaves_out_who_is_no_longer_on_it(self, client, ballot):
        Candidacy.objects.filter(pk=ballot["zoe"].pk).update(outcome="withdrew")
        record_results(StageFactory.create(race=ballot["cal"].race), {ballot["cal"]: "lost"})
        text = client.get("/ballot/mi/?districts=06").text
        assert "Zoe Amber" not in text
        assert "Cal Chert" not in text

    def test_asks_nothing_of_a_candidate_after_the_election(self, client, ballot):
        with time_machine.travel(AFTER, tick=False):
            text = client.get("/ballot/mi/?districts=06").text
        assert "Bea Basalt" in text
        assert ">Call<" not in text

    def test_waits_for_the_result_and_then_calls_the_office(self, client, ballot):
        general = StageFactory.create(race=ballot["bea"].race, kind="general")
        with time_machine.travel(AFTER, tick=False):
            row = rows_of(client, "/ballot/mi/?districts=06")[2]
            assert row == "No answer since Feb. 1 Bea Basalt Democratic Result not recorded yet"
            record_results(general, {ballot["bea"]: "won", ballot["cal"]: "lost"})
            *_senate, row = rows_of(client, "/ballot/mi/?districts=06")
            assert row == "No answer since Feb. 1 Bea Basalt Democratic Elected Call Bea Basalt"
            assert "Ask Bea Basalt to commit now" in client.get("/ballot/mi/H6MI06001/").text

    def test_offers_the_website_where_nothing_else_is_published(self, client, ballot):
        Candidacy.objects.update(
            published_phone="", published_email="", campaign_url="https://www.c.example/"
        )
        row = rows_of(client, "/ballot/mi/?districts=06")[0]
        assert row.endswith("Not asked yet Website of Zoe Amber")
        Candidacy.objects.update(campaign_url="")
        row = rows_of(client, "/ballot/mi/?districts=06")[0]
        assert row.endswith("We don’t have a number or an email address yet.")

    def test_tells_the_next_election_and_who_knows_the_deadline(self, client, ballot):
        sixth = ballot["bea"].race
        StageFactory.create(race=sixth, kind="primary", held_on=datetime.date(2026, 8, 4))
        StageFactory.create(race=sixth, kind="general", held_on=datetime.date(2026, 11, 3))
        text = client.get("/ballot/mi/?districts=06").text
        assert "Next election day: Aug. 4, 2026 (primary)." in words(text)
        assert 'href="https://vote.gov/register/michigan"' in text
        with time_machine.travel(AFTER, tick=False):
            text = words(client.get("/ballot/mi/?districts=06").text)
        assert "The last election day for these seats was Nov. 3, 2026." in text

    def test_says_what_to_do_when_someone_is_missing(self, client, ballot):
        Profile.objects.update(contact_email="us@example.org")
        text = client.get("/ballot/mi/").text
        assert "Someone missing?" in text
        assert "mailto:us@example.org" in text

    def test_has_one_address_with_its_districts(self, client, ballot):
        for page in ("", "H6MI06001/"):
            for spelled, canonical in (
                (f"MI/{page}?districts=06&utm_source=x", f"mi/{page}?districts=06"),
                (f"mi/{page}?districts=6", f"mi/{page}?districts=06"),
                (f"mi/{page}?districts=07,6,06", f"mi/{page}?districts=06,07"),
            ):
                response = client.get(f"/ballot/{spelled}")
                assert (response.status_code, response["Location"]) == (301, f"/ballot/{canonical}")
        text = client.get("/ballot/mi/?districts=06,07").text
        assert re.search(r'<link rel="canonical" href="[^"]*/ballot/mi/\?districts=06,07">', text)

    def test_knows_no_other_district(self, client, subtests):
        for districts in ("14", "00", "006", "x", "06,", "%D9%A1%D9%A1"):
            with subtests.test(districts):
                response = client.get(f"/ballot/mi/?districts={districts}")
                assert response.status_code == 404
                assert "state or district that doesn’t exist" in response.text

    def test_without_a_state_asks_where_someone_votes(self, client):
        assert client.get("/ballot/")["Location"] == "/tracker/find/"

    def test_knows_no_other_state(self, client):
        assert client.get("/ballot/zz/").status_code == 404
        assert client.get("/ballot/ak/?districts=01").status_code == 404

    def test_has_a_sentence_while_the_record_is_empty(self, client):
        assert client.get("/ballot/mi/").status_code == 200


class TestBallotElsewhere:
    def test_of_a_state_with_one_member_needs_no_district(self, client):
        run("Ada Quartz", race=RaceFactory.create(jurisdiction=state("AK"), district="00"))
        text = client.get("/ballot/ak/").text
        assert "<h1>Your ballot: Alaska</h1>" in text
        assert "Everyone in Alaska votes for the same seats." in text
        assert "Ada Quartz" in text

    @pytest.mark.parametrize(("code", "name"), [("DC", "The District of Columbia"), ("GU", "Guam")])
    def test_of_a_delegate_says_what_the_seat_can_do(self, client, code, name):
        run("Ada Quartz", race=RaceFactory.create(jurisdiction=state(code), delegate=True))
        text = client.get(f"/ballot/{code.lower()}/").text
        assert f"{name} elects one member of the House and no senators." in text
        assert "can’t vote on the floor" in text
        assert "Ada Quartz" in text

    def test_of_puerto_rico_says_when_it_votes_next(self, client):
        RaceFactory.create()
        text = client.get("/ballot/pr/").text
        assert (
            "Puerto Rico has no seat on the 2026 ballot. It next votes for Congress in 2028."
            in text
        )

    def test_of_a_person_in_two_races_counts_once(self, client):
        special = RaceFactory.create(senate=True, kind="special", senate_class=3)
        ada = run("Ada Quartz", race=RaceFactory.create(senate=True))
        run(person=ada.person, race=special, is_current=False)
        assert Race.objects.count() == 2
        text = words(client.get("/ballot/mi/").text)
        assert "1 no answer" in text
        assert "2 no answer" not in text


class TestCall:
    def test_leads_from_one_candidate_to_the_next(self, client, ballot):
        address = "/ballot/mi/?districts=06"
        [first] = re.findall(r'href="([^"]+)">Call them one by one', client.get(address).text)
        found, link = [], first
        while link:
            text = client.get(link).text
            found += re.findall(r"<h1>(.*?)</h1>", text)
            assert "tel:2025550100" in links_in(text)
            assert address in links_in(text)
            link = next(iter(re.findall(r'href="([^"]+)">Next: ', text)), "")
        assert found == [
            "Ask Zoe Amber to sign",
            "Thank Ada Quartz",
            "Ask Bea Basalt to sign",
            "Ask Cal Chert to reconsider",
        ]
        assert "That was the last one. Thank you for calling!" in text

    def test_without_a_district_is_of_the_candidates_own(self, client, ballot):
        text = client.get("/ballot/mi/H6MI06001/").text
        assert "Ask Bea Basalt to sign" in text
        assert "/ballot/mi/?districts=06" in links_in(text)

    def test_has_the_letter_under_the_link_of_the_ballot(self, client, ballot):
        assert "/ballot/mi/H6MI06001/?districts=06#email" in links_in(
            client.get("/ballot/mi/?districts=06").text
        )
        assert 'id="email"' in client.get("/ballot/mi/H6MI06001/?districts=06").text

    def test_leads_to_the_record_where_there_is_nothing_to_say(self, client, ballot):
        record = ballot["bea"].get_absolute_url()
        for address in ("/ballot/mi/H6MI06001/?districts=07", "/ballot/oh/H6MI06001/"):
            assert client.get(address, follow=False)["Location"] == record
        with time_machine.travel(AFTER, tick=False):
            assert client.get("/ballot/mi/H6MI06001/")["Location"] == record

    def test_knows_nobody_else(self, client, ballot):
        assert client.get("/ballot/mi/H6MI06009/").status_code == 404
        assert client.get("/ballot/mi/H6MI06001/?districts=99").status_code == 404


class TestMilitaryBallot:
    def test_names_the_official_service_and_asks_for_the_state(self, client):
        links = links_in(client.get("/ballot/military/").text)
        assert "https://www.fvap.gov/" in links
