"""A campaign's desk: what its link shows, and what only its buttons do."""

from __future__ import annotations

import datetime
import re
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from candidates import ledger
from candidates.desk import links
from candidates.models import Answer, Correction, DeskLink, DeskOpening, DeskSubmission
from tests.candidates.desk.desks import (
    FORMS,
    SHOWN,
    a_link,
    a_submission,
    path_of,
    post,
    submit,
)
from tests.candidates.ledger.test_notices import refusal
from tests.factories import AnswerFactory, OrganizerFactory, OutreachFactory, publish_answer, run

pytestmark = pytest.mark.django_db
WRITES = ("INSERT", "UPDATE", "DELETE")


class TestLink:
    def test_changes_nothing_by_a_scanner_that_opens_it_a_hundred_times(self, client):
        link = a_link()
        publish_answer(link.candidacy, "signed")
        AnswerFactory.create(candidacy=link.candidacy, kind="rescinded")
        submit(link, "question")
        own = path_of(link)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(own).text
            for number in range(99):
                ask = client.head if number % 2 else client.get
                assert ask(own).status_code == 200
            found = {unescape(each) for each in re.findall(r'<a[^>]* href="(/[^"#]*)', page)}
            for path in sorted(found):
                for ask in (client.get, client.head):
                    assert ask(path, follow=True).status_code == 200, path
        assert {f"{own}send/take-back/", f"{own}certificate/"} < found
        written = [each["sql"] for each in asked if each["sql"].startswith(WRITES)]
        assert len(written) == 1
        assert 'INTO "candidates_deskopening"' in written[0]
        assert DeskOpening.objects.get().maybe_scanner
        assert not client.cookies

    def test_notes_when_a_person_opened_it(self, client):
        link = a_link(now=timezone.now() - datetime.timedelta(hours=1))
        for headers in (SHOWN, {}, SHOWN):
            client.get(path_of(link), headers=headers)
        assert sorted(link.openings.values_list("maybe_scanner", flat=True)) == [False, True]

    def test_is_kept_by_nobody_and_sets_no_cookie(self, client):
        link = a_link()
        shown = submit(link)
        for path in (path_of(link), path_of(link, send="sign"), f"{path_of(link)}sent/{shown.pk}/"):
            response = client.get(path)
            assert "no-store" in response.headers["Cache-Control"]
            assert response.headers["Referrer-Policy"] == "no-referrer"
            assert response.headers["X-Robots-Tag"] == "noindex"
            assert not response.cookies
            assert "og:url" not in response.text

    def test_leads_back_where_there_is_nothing_and_is_kept_by_nobody(self, client):
        link = a_link()
        for path, way_back in (("certificate/", 1), ("send/nothing/", 0), ("sent/1/", 1)):
            response = client.get(path_of(link) + path)
            assert response.status_code == 404
            assert "no-store" in response.headers["Cache-Control"]
            assert response.headers["Referrer-Policy"] == "no-referrer"
            # Nothing else on the page shares the address.
            assert response.text.count(f'<a href="{path_of(link)}">') == way_back
            assert response.text.count(links.token_of_link(link)) == way_back

    def test_opens_for_whom_it_was_forwarded_to(self):
        link = a_link()
        first, second = Client(), Client()
        assert first.get(path_of(link)).status_code == 200
        assert second.get(path_of(link).rstrip("/") + ">", follow=True).status_code == 200

    def test_looks_the_same_whether_expired_turned_off_or_invented(self, client):
        expired = a_link(email="a@basalt.example", now=timezone.now())
        revoked = a_link(expired.candidacy, "b@basalt.example")
        links.revoke(revoked, by=OrganizerFactory.create(), now=timezone.now())
        later = expired.expires_at + datetime.timedelta(seconds=1)
        pages = [client.get(path_of(revoked)), client.get(f"/desk/{'x' * 43}/")]
        with time_machine.travel(later, tick=False):
            pages.append(client.get(path_of(expired)))
        assert {page.status_code for page in pages} == {404}
        assert len({page.content for page in pages}) == 1
        assert "How to get a new one" in pages[0].text

    def test_gives_back_what_was_typed_if_it_does_not_work(self, subtests):
        expired, revoked, unknown = [a_link(email=f"{n}@basalt.example") for n in range(3)]
        links.revoke(revoked, by=OrganizerFactory.create(), now=timezone.now())
        DeskLink.objects.filter(pk=unknown.pk).delete()
        with time_machine.travel(expired.expires_at, tick=False):
            for link in (expired, revoked, unknown):
                for action, form in FORMS.items():
                    with subtests.test(action, link=link.pk):
                        response = post(link, action, answer="1")
                        assert response.status_code == 404
                        page = response.content.decode()
                        for typed in ("How to get a new one", form["words"], form["sender_name"]):
                            assert typed in page
        assert not DeskSubmission.objects.exists()

    def test_is_for_one_campaign(self):
        ours, theirs = a_link(run("Ines Basalt")), a_link(run("Omar Chert"))
        sent = submit(theirs)
        page = Client().get(f"{path_of(ours)}sent/{sent.pk}/")
        assert page.status_code == 404
        assert "This didn’t come by your link." in page.text
        assert "I have seen the cells." not in page.text
        assert "Omar Chert" not in Client().get(path_of(ours)).text

    def test_leads_to_the_registration_that_is_kept(self, client):
        link = a_link(run("Ines Basalt"))
        kept = run("Ines Q. Basalt", race=link.candidacy.race)
        link.candidacy.duplicate_of, link.candidacy.is_current = kept, False
        link.candidacy.save()
        assert "<h1>Ines Q. Basalt</h1>" in client.get(path_of(link)).text
        assert submit(link).candidacy == kept


class TestPage:
    def test_shows_what_is_published_and_what_is_not(self, client):
        link = a_link()
        publish_answer(link.candidacy, "refused", statement="Not now.")
        AnswerFactory.create(candidacy=link.candidacy, kind="signed", note="Called Kim")
        OutreachFactory.create(candidacy=link.candidacy, channel="phone", note="Left with Kim")
        Correction.objects.create(candidacy=link.candidacy, field="party", claimed_value="Green")
        page = client.get(path_of(link)).text
        for shown in ("I will vote to abolish", "Version 1", "Not now.", "phone", "The party"):
            assert shown in page, shown
        assert "Answers that a second person hasn’t checked yet" in page
        for hidden in ("Kim", "organizer1", "desk@basalt.example"):
            assert hidden not in page.partition("<main")[2].partition("</main")[0], hidden

    def test_begins_with_a_refusal_that_we_gave_notice_of(self, client):
        link = a_link()
        draft = refusal(link.candidacy, url="https://news.example/no")
        start = "We’re about to publish that you refused"
        assert start not in client.get(path_of(link)).text
        ledger.notices.send(draft, by=OrganizerFactory.create(), now=timezone.now())
        page = client.get(path_of(link)).text
        assert page.index(start) < page.index("What do you want to do?")
        for shown in ("https://news.example/no", "We’re emailing you about this."):
            assert shown in page, shown

    def test_offers_what_fits_the_answer(self, client):
        link = a_link()
        assert "Decline" in client.get(path_of(link)).text
        publish_answer(link.candidacy, "signed")
        page = client.get(path_of(link)).text
        assert "Take back the signature" in page
        assert "send/decline/" not in page
        stopped = post(link, "decline")
        assert stopped.status_code == 409
        assert "I have seen the cells." in stopped.content.decode()

    def test_takes_no_answer_in_an_archived_cycle(self, client):
        link = a_link()
        cycle = link.candidacy.race.cycle
        cycle.archived_at = timezone.now()
        cycle.save()
        assert "send/sign/" not in client.get(path_of(link)).text
        assert post(link).status_code == 409

    def test_takes_as_many_queries_for_much_as_for_little(self, client):
        link = a_link()
        submit(link, "question")
        OutreachFactory.create(candidacy=link.candidacy)
        client.get(path_of(link))
        with CaptureQueriesContext(connection) as little:
            client.get(path_of(link))
        OutreachFactory.create_batch(20, candidacy=link.candidacy)
        for _more in range(9):
            a_submission(link)
        with CaptureQueriesContext(connection) as much:
            client.get(path_of(link))
        assert len(much) == len(little) <= 16


class TestCertificate:
    def test_is_for_a_published_signature(self, client):
        link = a_link()
        path = f"{path_of(link)}certificate/"
        assert client.get(path).status_code == 404
        publish_answer(link.candidacy, "signed", signer_name="Ines Basalt")
        assert path in client.get(path_of(link)).text
        page = client.get(path).text
        for shown in ("Ines Basalt signed the pledge", "I will vote to abolish", "qr-code"):
            assert shown in page, shown


class TestReply:
    def test_is_public_only_once_it_is_approved(self, client):
        link = a_link()
        publish_answer(link.candidacy, "refused")
        public = link.candidacy.get_absolute_url()
        for words in ("Oversight first.", "We mean it."):
            sent = submit(link, "reply", words=words)
            assert words not in client.get(public).text
            ledger.desk.accept(sent, by=OrganizerFactory.create(), now=timezone.now())
            page = client.get(public).text
            assert words in page
            assert "desk@basalt.example" not in page
        assert page.index("We mean it.") < page.index("Earlier replies") < page.index("Oversight")


class TestDispute:
    def test_is_offered_for_what_is_published_and_publishes_nothing_itself(self, client):
        link = a_link()
        assert "That wasn’t us" not in client.get(path_of(link)).text
        answer = publish_answer(link.candidacy)
        assert "That wasn’t us" in client.get(path_of(link)).text
        form = client.get(path_of(link, send="dispute")).text
        assert f'value="{answer.pk}"' in form
        assert "Signed, March 14, 2026" in form
        sent = submit(link, "dispute")
        assert sent in DeskSubmission.objects.waiting()
        public = client.get(link.candidacy.get_absolute_url()).text
        assert "Current answer" in public
        assert "intern" not in public

    def test_keeps_what_was_typed_beside_each_error(self, subtests):
        link = a_link()
        publish_answer(link.candidacy)
        for name, value, sentence in (
            ("answer", "77", "Choose an answer."),
            ("role", "", "Say whether you’re the candidate"),
            ("sender_name", "", "Enter your name."),
            ("words", "x" * 2001, "Use at most 2000 characters; this has 2001."),
        ):
            with subtests.test(name):
                response = post(link, "dispute", **{name: value})
                page = response.content.decode()
                assert (response.status_code, sentence in page) == (422, True)
                assert ("An intern answered" in page) or ("xxxx" in page)
        assert not DeskSubmission.objects.exists()

    def test_gives_back_what_was_typed_if_the_answer_is_gone_by_then(self):
        link = a_link()
        answer = publish_answer(link.candidacy)
        ledger.answers.retract(answer, reason="Not theirs.", now=timezone.now())
        response = post(link, "dispute", answer=answer.pk)
        page = response.content.decode()
        assert response.status_code == 409
        assert "An intern answered without asking anyone." in page
        assert "Which answer" not in page
        assert not DeskSubmission.objects.exists()


class TestSend:
    def test_takes_every_action_and_publishes_none(self, subtests):
        for action, form in FORMS.items():
            with subtests.test(action):
                link = a_link(run("Ines Basalt"))
                if action in {"take-back", "dispute"}:
                    publish_answer(link.candidacy, "signed")
                before = Answer.objects.count()
                sent = submit(link, action)
                page = Client().get(f"{path_of(link)}sent/{sent.pk}/").text
                assert sent.sha256 in page
                assert form["words"] in sent.text
                assert Answer.objects.count() == before

    def test_keeps_what_was_typed_beside_each_error(self, subtests):
        link = a_link()
        wrong = {
            "sender_name": ("", "Enter your name."),
            "role": ("boss", "Say whether you’re the candidate"),
            "words": ("x" * 601, "Use at most 600 characters; this has 601."),
            "recording_url": ("not an address", "Enter a web address"),
        }
        for name, (value, sentence) in wrong.items():
            with subtests.test(name):
                response = post(link, **{name: value})
                page = response.content.decode()
                assert response.status_code == 422
                assert sentence in page
                assert ("Ines Basalt" in page) or name == "sender_name"
        assert not DeskSubmission.objects.exists()

    def test_asks_to_read_again_if_the_pledge_was_reworded(self):
        response = post(a_link(), version="7")
        assert response.status_code == 409
        assert "Read the text below again" in response.content.decode()
        assert "I have seen the cells." in response.content.decode()

    def test_takes_twenty_a_day_by_one_link(self):
        link = a_link()
        for _more in range(20):
            a_submission(link)
        response = post(link, "question", words="One more?")
        assert response.status_code == 429
        assert "One more?" in response.content.decode()
        assert post(a_link(link.candidacy, "b@basalt.example"), "question").status_code == 303

    def test_knows_no_other_action(self, client):
        assert client.get(path_of(a_link(), send="publish")).status_code == 404
