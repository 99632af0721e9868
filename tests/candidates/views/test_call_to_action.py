"""The page of a candidate calls on its readers by what is on record, and can be passed on."""

import datetime
import re
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import time_machine

from candidates.models import Candidacy
from tests.candidates.views.test_candidate import page_of
from tests.candidates.views.test_tracker import links_in
from tests.factories import (
    SOURCE,
    OutreachFactory,
    PledgeTextFactory,
    RaceFactory,
    StageFactory,
    publish_answer,
    record_results,
    run,
)

pytestmark = pytest.mark.django_db
BEFORE, AFTER = "2026-05-01T12:00:00Z", "2026-11-05T12:00:00Z"
EMAIL, PHONE = "desk@ada.example", "202-555-0100"


@pytest.fixture
def ada() -> Candidacy:
    return run("Ada Quartz", person__slug="ada-quartz", fec_id="H6MI11001")


def mail_in(page: str) -> dict[str, str]:
    """Return the mail to Ada's desk that the page has a link for: its subject and its body."""
    [link] = [link for link in links_in(page) if link.startswith(f"mailto:{EMAIL}?")]
    return {name: value for name, [value] in parse_qs(urlsplit(link).query).items()}


def letter_in(page: str) -> str:
    """Return the letter that the page shows, its paragraphs as in a mail."""
    shown = re.findall(r'<blockquote class="call-to-action__script">(.*?)</blockquote>', page)[1]
    lines = re.sub(r"</p> ?<p>", "\r\n\r\n", shown).replace("<br>", "\r\n")
    return unescape(re.sub(r"<[^>]+>", "", lines))


class TestCallToAction:
    @pytest.fixture(autouse=True)
    def published(self, ada: Candidacy, settings) -> None:
        settings.SITE_URL = "https://record.example"
        PledgeTextFactory.create(title="The <pledge> & more")
        Candidacy.objects.update(
            published_email=EMAIL,
            published_phone=PHONE,
            published_contact_source="https://ada.example/contact",
            campaign_url="https://www.ada.example/",
            contact_email="secret@ada.example",
            contact_phone="202-555-0199",
        )

    def heading(self, client, ada: Candidacy) -> str:
        [words] = re.findall(r'<h2 id="call-to-action-heading">(.*?)</h2>', page_of(client, ada))
        return words

    @time_machine.travel(BEFORE, tick=False)
    def test_asks_with_the_facts_and_with_words_for_both_ways(self, client, ada):
        OutreachFactory.create(candidacy=ada, done_on=datetime.date(2026, 2, 1))
        page = page_of(client, ada)
        assert "Asked once, on Feb. 1" in page
        assert f'" href="tel:2025550100">{PHONE}</a>' in page
        assert f'hidden data-module="copy" data-text="{PHONE}" data-done="Copied"' in page
        assert f"Dial 711, give them {PHONE}, and type the words below." in page
        assert "my name is [your name], and I live in [your town], Michigan." in page
        assert "I’m calling to ask Ada Quartz to sign a pledge: “The &lt;pledge&gt;" in page
        assert "If they say: “We don’t comment on pledges.”" in page
        assert "My number is [your number]." in page
        assert "Will you sign it? Yes or no?" in page
        assert "Congress to sign a pledge: “The &lt;pledge&gt; &amp; more.”" in page

    @time_machine.travel(BEFORE, tick=False)
    def test_gives_neighbors_the_number_unless_the_campaign_asked_them_not_to_call(
        self, client, ada
    ):
        for wish, is_hidden in (("organizers", False), ("everybody", True)):
            Candidacy.objects.update(do_not_contact=wish, do_not_contact_on="2026-02-01")
            for path in (ada.get_absolute_url(), "/ballot/mi/?districts=11"):
                page = client.get(path).text
                assert ("tel:2025550100" in page) != is_hidden
                assert (EMAIL in page and is_hidden) is False
                assert ("people not to call or write" in page) == is_hidden

    @time_machine.travel(BEFORE, tick=False)
    @pytest.mark.parametrize("kind", ["", "signed", "signed_with_changes", "refused", "rescinded"])
    def test_sends_the_letter_that_it_shows(self, client, ada, kind):
        if kind:
            publish_answer(ada, kind)
        page = page_of(client, ada)
        body = mail_in(page)["body"]
        assert body == letter_in(page)
        assert "“The <pledge> & more" in body
        assert "https://record.example/pledge/" in body
        assert f"https://record.example{ada.get_absolute_url()}" in body
        assert "{" not in body

    @time_machine.travel(BEFORE, tick=False)
    def test_escapes_a_hostile_name_in_the_scripts(self, client, ada):
        ada.person.full_name = "Ada <script>alert(1)</script>"
        ada.person.save()
        page = page_of(client, ada)
        assert "<script>alert" not in page
        assert "Ada <script>alert(1)</script>" in mail_in(page)["body"]

    @time_machine.travel(BEFORE, tick=False)
    def test_speaks_otherwise_to_each_answer(self, client, ada):
        said = {}
        for kind in ("", "signed", "signed_with_changes", "refused", "rescinded"):
            if kind:
                publish_answer(ada, kind)
            said[kind] = (self.heading(client, ada), mail_in(page_of(client, ada))["subject"])
        assert said[""][0] == "Ask Ada Quartz to sign"
        assert said["signed"][0] == "Thank Ada Quartz"
        assert said["signed"][1] == "Thank you for signing “The <pledge> & more”"
        assert said["signed_with_changes"][0] == "Ask Ada Quartz to sign as written"
        assert said["refused"][0] == "Ask Ada Quartz to reconsider"
        assert said["rescinded"][0] == "Ask Ada Quartz to sign again"
        assert len({subject for _heading, subject in said.values()}) == 5

    @pytest.mark.parametrize(
        ("kind", "before", "after"),
        [
            ("signed", "Thank Ada Quartz", "Hold Ada Quartz to the pledge"),
            ("refused", "Ask Ada Quartz to reconsider", "Ask Ada Quartz to commit now"),
        ],
    )
    def test_turns_with_the_election(self, client, ada, kind, before, after):
        publish_answer(ada, kind)
        with time_machine.travel(BEFORE, tick=False):
            assert self.heading(client, ada) == before
        general = StageFactory.create(race=ada.race, kind="general", held_on="2026-11-03")
        record_results(general, {ada: "won"})
        with time_machine.travel(AFTER, tick=False):
            page = page_of(client, ada)
            assert self.heading(client, ada) == after
            assert "won the election" in letter_in(page)

    @time_machine.travel(AFTER, tick=False)
    def test_calls_the_office_of_a_winner_and_never_the_campaign(self, client, ada):
        record_results(StageFactory.create(race=ada.race, kind="general"), {ada: "won"})
        for kind in ("signed", "refused"):
            publish_answer(ada, kind)
            call = self.call_in(client, ada)
            assert "Capitol switchboard" in call
            assert "https://www.house.gov/representatives" in links_in(call)
            Candidacy.objects.update(office_phone="202-555-0142", office_phone_source=SOURCE)
            call = self.call_in(client, ada)
            assert '" href="tel:2025550142">202-555-0142</a>' in call
            assert SOURCE in links_in(call)
            for of_the_campaign in (PHONE, EMAIL, "ada.example"):
                assert of_the_campaign not in call
            Candidacy.objects.update(office_phone="")

    def call_in(self, client, ada: Candidacy) -> str:
        return page_of(client, ada).split('id="appeal"')[1].split('id="campaign"')[0]

    @time_machine.travel(BEFORE)
    def test_calls_nobody_silent_whom_nobody_asked(self, client, ada):
        Candidacy.objects.update(published_email=EMAIL)
        unasked = page_of(client, ada)
        assert "You may not have seen it yet" in unasked
        OutreachFactory.create(candidacy=ada)
        asked = page_of(client, ada)
        assert "You may not have seen it yet" not in asked
        assert "Will the candidate sign?" in asked

    @time_machine.travel(BEFORE)
    def test_thanks_a_signer_until_they_lose(self, client, ada):
        publish_answer(ada)
        assert "we’re counting on it" in page_of(client, ada)
        record_results(StageFactory.create(race=ada.race), {ada: "lost"})
        assert 'id="appeal"' not in page_of(client, ada)

    @time_machine.travel(BEFORE)
    def test_names_the_pledge_and_leads_to_pictures_to_post(self, client, ada):
        page = page_of(client, ada)
        assert '<h2 id="pledge">The &lt;pledge&gt; &amp; more</h2>' in page
        assert f"/share/candidate/{ada.pk}/" in links_in(page)

    def test_presses_nobody_who_lost(self, client, ada):
        record_results(StageFactory.create(race=ada.race, kind="general"), {ada: "lost"})
        with time_machine.travel(AFTER, tick=False):
            assert 'id="appeal"' not in page_of(client, ada)

    @time_machine.travel(BEFORE, tick=False)
    def test_presses_nobody_in_a_cancelled_race(self, client, ada):
        RaceFactory.create(kind="special", replaces=ada.race)
        assert 'id="appeal"' not in page_of(client, ada)

    @time_machine.travel(BEFORE, tick=False)
    def test_gives_no_private_address_away(self, client, ada):
        for published in (True, False):
            if not published:
                Candidacy.objects.update(published_email="", published_phone="")
            page = unquote(page_of(client, ada))
            assert 'id="appeal"' in page
            for private in ("secret@", "555-0199", "5550199"):
                assert private not in page

    @time_machine.travel(BEFORE, tick=False)
    def test_leads_to_the_campaigns_site_where_no_address_is_published(self, client, ada):
        Candidacy.objects.update(published_email="", published_phone="")
        page = page_of(client, ada)
        assert f"mailto:{EMAIL}" not in page
        assert "tel:" not in page
        assert "This campaign hasn’t published a phone number that we know of." in page
        assert page.count(">Try their website: ada.example</a>") == 2
        assert "Dear Ada Quartz and team," in letter_in(page)
        Candidacy.objects.update(campaign_url="")
        assert "Try their website" not in page_of(client, ada)


class TestSharing:
    @time_machine.travel(BEFORE, tick=False)
    def test_passes_the_page_on_by_its_absolute_address(self, client, ada, settings):
        settings.SITE_URL = "https://record.example"
        page = page_of(client, ada)
        address = "https://record.example/candidates/H6MI11001-ada-quartz/"
        [link] = [link for link in links_in(page) if link.startswith("mailto:?")]
        fields = parse_qs(urlsplit(link).query)
        said = "No answer from Ada Quartz on the pledge. Michigan, District 11, 2026."
        assert fields == {"subject": [said], "body": [f"{said}\r\n\r\n{address}"]}
        assert f'data-text="{address}"' in page
        assert "/tracker/mi/sheet/" in links_in(page)
