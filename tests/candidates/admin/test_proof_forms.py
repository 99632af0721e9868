"""Checking one kind of proof, from what an organizer types to what is kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from candidates import ledger
from candidates.admin.proof_forms import (
    CallBackForm,
    DnsRecordForm,
    MailedLinkForm,
    SignedEmailForm,
    SiteCodeForm,
    SocialPostForm,
)
from candidates.proofs import dkim_email, dns_records, fetching
from candidates.proofs.dkim_email import SignedEmail
from candidates.proofs.fetching import Fetched
from tests.candidates.desk.desks import a_link, submit
from tests.factories import SOURCE, OrganizerFactory, draft_answer, run
from tests.pictures import picture, uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(settings):
    settings.OUTSIDE_LOOKUPS = True
    return draft_answer(run(campaign_url="https://www.ada.example/"))


@pytest.fixture
def code(answer):
    return ledger.proofs.give_code(answer, by=None, now=timezone.now())


def filled(form_class, answer, data, files=None):
    return form_class(data, files or {}, answer=answer, by=OrganizerFactory.create())


def refusal_of(form):
    assert not form.is_valid()
    return next(iter(form.errors.as_data().values()))[0].code


class TestMailedLinkForm:
    def test_proves_what_came_by_our_link_word_for_word(self, answer):
        page = {"source_url": SOURCE}
        assert refusal_of(filled(MailedLinkForm, answer, page)) == "no_link"
        sent = submit(a_link(email="ines@gmail.com"))
        drafted = ledger.desk.record(sent, by=OrganizerFactory.create())
        drafted.statement = "Something else."
        assert refusal_of(filled(MailedLinkForm, drafted, page)) == "other_words"
        drafted.refresh_from_db()
        form = filled(MailedLinkForm, drafted, page)
        assert form.is_valid(), form.errors
        assert form.keep().rests_on == "mailbox:ines@gmail.com"


class TestSiteCodeForm:
    def test_keeps_a_page_with_the_code(self, answer, code, monkeypatch):
        pages = {
            "https://vote.ada.example/p": Fetched("https://vote.ada.example/p", "8.8.8.8", b"")
        }

        def fetch(url, *, is_allowed):
            assert is_allowed(url)
            assert not is_allowed("https://evil.example/")
            assert not is_allowed("https://nada.example/")
            return Fetched(url, "8.8.8.8", code.encode())

        monkeypatch.setattr(fetching, "fetch", fetch)
        form = filled(SiteCodeForm, answer, {"url": next(iter(pages))})
        assert form.is_valid(), form.errors
        assert form.keep().rests_on == "domain:ada.example"

    def test_looks_five_times_a_day_and_only_where_that_is_on(self, answer, monkeypatch, settings):
        looked = []

        def fetch(url, *, is_allowed):
            looked.append(url)
            return Fetched(url, "8.8.8.8", b"No code.")

        monkeypatch.setattr(fetching, "fetch", fetch)
        page = {"url": "https://ada.example/"}
        codes = [refusal_of(filled(SiteCodeForm, answer, page)) for _time in range(6)]
        assert codes == ["no_code"] * 5 + ["too_often"]
        settings.OUTSIDE_LOOKUPS = False
        assert refusal_of(filled(SiteCodeForm, answer, page)) == "closed"
        assert len(looked) == 5

    def test_is_worth_a_post_on_a_host_that_many_share(self, code, answer, monkeypatch):
        answer.candidacy.campaign_url = "https://facebook.com/ada"

        def fetch(url, *, is_allowed):
            assert not is_allowed("https://facebook.com/eve")
            return Fetched(url, "8.8.8.8", code.encode())

        monkeypatch.setattr(fetching, "fetch", fetch)
        page = {"url": "https://www.facebook.com/ada/posts/1"}
        form = filled(SiteCodeForm, answer, page)
        assert form.is_valid(), form.errors
        kept = form.keep()
        post = filled(SocialPostForm, answer, {"url": page["url"]}, {"file": uploaded(picture())})
        assert post.is_valid(), post.errors
        assert kept.rests_on == post.keep().rests_on

    def test_opens_only_the_campaign_s_own_site(self, answer):
        assert (
            refusal_of(filled(SiteCodeForm, answer, {"url": "https://nada.example/"}))
            == "elsewhere"
        )
        answer.candidacy.campaign_url = "https://social.example/ada"
        for url in ("https://social.example/adamant", "https://social.example/"):
            assert refusal_of(filled(SiteCodeForm, answer, {"url": url})) == "elsewhere"
        answer.candidacy.campaign_url = ""
        assert (
            refusal_of(filled(SiteCodeForm, answer, {"url": "https://a.example"})) == "no_website"
        )


class TestDnsRecordForm:
    def test_keeps_the_records_with_the_code(self, answer, code, monkeypatch):
        found = {"ada.example": [f"nnn={code}", "v=spf1 -all"]}
        monkeypatch.setattr(dns_records, "texts_at", found.__getitem__)
        form = filled(DnsRecordForm, answer, {})
        assert form.is_valid(), form.errors
        with form.keep().original.open() as kept:
            assert kept.read() == "\n".join(found["ada.example"]).encode()

    def test_asks_no_dns_of_a_host_that_many_share(self, answer, code, monkeypatch):
        monkeypatch.setattr(dns_records, "texts_at", lambda _domain: [code])
        sites = ["https://facebook.com/ada", "https://ada.wixsite.com/site", "https://gmail.com/"]
        for site in sites:
            answer.candidacy.campaign_url = site
            assert refusal_of(filled(DnsRecordForm, answer, {})) == "shared_host"


class TestSignedEmailForm:
    def test_asks_whose_address_it_is_unless_the_domain_says_so(self, answer, code, monkeypatch):
        def verify(raw, *, now):
            sender = raw.decode()
            domain = sender.partition("@")[2]
            return SignedEmail(sender, domain, now, "s1", "v=DKIM1", f"Yes: {code}")

        monkeypatch.setattr(dkim_email, "verify", verify)

        def form_for(sender, **data):
            return filled(
                SignedEmailForm, answer, data, {"file": SimpleUploadedFile("a.eml", sender)}
            )

        assert refusal_of(form_for(b"ada@gmail.com")) == "whose_address"
        published = form_for(b"ada@gmail.com", source_url=SOURCE)
        assert published.is_valid(), published.errors
        assert published.keep().rests_on == "mailbox:ada@gmail.com"
        own = form_for(b"press@ada.example")
        assert own.is_valid(), own.errors
        assert "v=DKIM1" in own.keep().details

    def test_refuses_a_host_that_many_share_and_a_code_that_is_only_quoted(
        self, answer, code, monkeypatch
    ):
        def verify(raw, *, now):
            domain = raw.decode()
            own, quoted = (f"Yes: {code}", "") if "." in domain else ("No.", f"Send {code}")
            return SignedEmail(f"ada@{domain}", domain or "ada.example", now, "s1", "", own, quoted)

        monkeypatch.setattr(dkim_email, "verify", verify)

        def form_for(domain, **data):
            file = SimpleUploadedFile("a.eml", domain)
            return filled(SignedEmailForm, answer, data, {"file": file})

        answer.candidacy.campaign_url = "https://facebook.com/ada"
        for data in ({}, {"source_url": SOURCE}):
            assert refusal_of(form_for(b"facebook.com", **data)) == "shared_host"
        answer.candidacy.campaign_url = "https://comcast.net/~ada"
        assert refusal_of(form_for(b"comcast.net")) == "whose_address"
        assert form_for(b"comcast.net", source_url=SOURCE).is_valid()
        assert refusal_of(form_for(b"ada", source_url=SOURCE)) == "only_quoted"


class TestSocialPostForm:
    def test_takes_no_page_of_the_campaign_s_own_website(self, answer):
        own = {"url": "https://social.ada.example/@ada/1"}
        files = {"file": uploaded(picture())}
        assert refusal_of(filled(SocialPostForm, answer, own, files)) == "own_website"

    def test_wants_the_link_and_the_picture(self, answer):
        assert refusal_of(filled(SocialPostForm, answer, {"url": SOURCE})) == "required"
        form = filled(SocialPostForm, answer, {"url": SOURCE}, {"file": uploaded(picture())})
        assert form.is_valid(), form.errors
        assert form.keep().source_url == SOURCE


class TestCallBackForm:
    def test_wants_a_number_from_the_campaign_s_site(self, answer):
        data = {"number": "555-010-0199", "source_url": SOURCE, "note": "Yes."}
        assert refusal_of(filled(CallBackForm, answer, data)) == "elsewhere"
        form = filled(CallBackForm, answer, data | {"source_url": "https://ada.example/contact"})
        assert form.is_valid(), form.errors
        assert not form.keep().is_finished
