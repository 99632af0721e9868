"""Every address of the site, and whether its page may be kept."""

from __future__ import annotations

import datetime
import gzip
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from campaign.lib import request_limits
from campaign.lib.cache.decorators import kept_page
from campaign.lib.cache.middleware import FinishedPages
from campaign.lib.request_limits import Kind, LimitedRequests
from candidates.models import Candidacy, Cycle
from pledges.models import Petition
from pledges.voices import Voice
from tests.campaign.lib.cache.asking import AlwaysTheSame, ask
from tests.campaign.weight import too_heavy
from tests.factories import AnswerFactory, ArticleFactory
from tests.pledges.people import a_petition, a_signature, a_supporter

# Of each view whose page is kept: what it is asked by, {…} filled from the rows of `world`.
KEPT = {
    "accessibility": "/accessibility/",
    "about": "/about/",
    "article": "{article}",
    "candidates:asked": "/tracker/asked/",
    "candidates:asked_csv": "/tracker/asked.csv",
    "candidates:ballot": "/ballot/{state}/?districts={seat}",
    "candidates:call": "/ballot/{state}/{public_id}/?districts={seat}",
    "candidates:candidate": "{candidate}",
    "candidates:candidate_feed": "{candidate}feed/",
    "candidates:find": "/tracker/find/?places=MI-01",
    "candidates:report": "{candidate}report/",
    "candidates:reported": "{candidate}report/thanks/",
    "candidates:corrections": "/corrections/",
    "candidates:corrections_feed": "/corrections/feed/",
    "comment": "{article}comment/",
    "commented": "{article}comment/thanks/",
    "candidates:method": "/method/",
    "candidates:military_ballot": "/ballot/military/",
    "candidates:pledge": "/pledge/",
    "candidates:seat": "/tracker/{state}/{seat}/",
    "candidates:seat_feed": "/tracker/{state}/{seat}/feed/",
    "candidates:sheet": "/tracker/{state}/sheet/",
    "candidates:signed": "/tracker/signed/",
    "candidates:state": "/tracker/{state}/",
    "candidates:state_feed": "/tracker/{state}/feed/",
    "candidates:tracker": "/tracker/?party=DEM",
    "candidates:tracker_csv": "/tracker.csv",
    "candidates:tracker_feed": "/tracker/feed/",
    "candidates:tracker_json": "/tracker.json?status=signed",
    "data": "/data/",
    "faq": "/faq/",
    "home": "/",
    "mission": "/mission/",
    "news": "/news/",
    "news_feed": "/news/feed/",
    "pledges:follow": "/follow/?what=MI",
    "pledges:following": "/follow/following/",
    "pledges:join": "/join/",
    "pledges:join_sent": "/join/sent/",
    "pledges:joined": "/join/joined/",
    "pledges:sign": "{petition}sign/",
    "pledges:sign_sent": "{petition}sign/sent/",
    "pledges:petition": "{petition}",
    "pledges:petitions": "/petitions/",
    "pledges:voice": "{petition}voices/{voice}.svg",
    "pledges:signatures_csv": "{petition}signatures.csv",
    "pledges:signatures_json": "{petition}signatures.json",
    "privacy": "/privacy/",
    "robots": "/robots.txt",
    "sitemap": "/sitemap.xml",
    "sitemap_section": "/sitemap-pages.xml",
    "signs": "/signs/",
    "share": "/share/state/{state}/",
    "stats": "/stats.json",
    "styleguide": "/styleguide/",
}
# The others: what watches the site, thanks that show the newest count, links that were mailed, what
# they lead to, an address that only leads on, and files that have a lifetime of their own.
NOT_KEPT = {
    "candidates:whose_ballot",
    *(
        "healthz",
        "readyz",
        "security",
        "preview",
        "post",
        "picture",
        "placard",
        "candidates:public_copy",
    ),
    *(
        "candidates:desk",
        "candidates:desk_certificate",
        "candidates:desk_send",
        "candidates:desk_sent",
    ),
    *("pledges:signed", "pledges:signed_in"),
    *("pledges:confirm", "pledges:unsubscribe", "pledges:never_email", "pledges:never_emailed"),
    *("pledges:confirm_follow", "pledges:stop_follows", "pledges:me_stop_following"),
    *("pledges:information", "pledges:me", "pledges:me_correct", "pledges:me_withdraw"),
    *("pledges:me_show", "pledges:me_mail", "pledges:me_renew", "pledges:me_download"),
    *("pledges:me_erase", "pledges:erased", "pledges:erased_and_barred"),
}


def views(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the name and the view of every address but the organizers'."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name or pattern.callback.__name__}", pattern.callback
        elif pattern.app_name != "admin":
            yield from views(pattern, f"{pattern.app_name}:" if pattern.app_name else prefix)


@pytest.fixture
def site() -> Iterator[FinishedPages]:
    """Return the site as gunicorn serves it, but that it stays in the transaction of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield FinishedPages(LimitedRequests(get_wsgi_application()))
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def world(db: None) -> dict[str, str]:
    candidacy: Candidacy = AnswerFactory.create().candidacy
    Cycle.objects.update(pinned_on="2026-05-01")  # so that there's something to say
    petition = a_petition(slug="ice")
    words = "My neighbors should be home for dinner."
    a_signature(petition, shown_publicly=True, comment=words, comment_state="approved")
    return {
        "article": ArticleFactory.create().get_absolute_url(),
        "candidate": candidacy.get_absolute_url(),
        "public_id": candidacy.public_id,
        "petition": petition.get_absolute_url(),
        "voice": Voice(words, "Ines").key,
        "state": candidacy.race.jurisdiction.path_code,
        "seat": candidacy.race.path_seat,
    }


class TestEveryAddress:
    def test_is_in_one_of_the_tables(self):
        kept = {name for name, view in views(get_resolver()) if kept_page(view)}
        others = {name for name, view in views(get_resolver()) if not kept_page(view)}
        # tests/candidates/views/test_pictures.py has a file for it.
        assert kept - {"candidates:thumbnail"} == set(KEPT)
        assert others - {"mailbox", "mail", "mail_as_html"} == NOT_KEPT

    def test_is_finished_once_for_everybody(self, site, world, subtests, django_assert_num_queries):
        site.generation = AlwaysTheSame()
        pages = {}
        for name, pattern in KEPT.items():
            address = pattern.format(**world)
            with subtests.test(name):
                first = ask(site, address, accept_encoding="gzip")
                assert first.status == "200 OK"
                assert "Set-Cookie" not in first.headers
                assert first.headers["Cache-Control"].startswith("public, max-age=2, stale-while")
                assert "Content-Security-Policy" in first.headers
                with django_assert_num_queries(0):
                    assert ask(site, address, accept_encoding="gzip") == first
                plain = ask(site, address)
                packed = first.headers.get("Content-Encoding") == "gzip"
                assert packed or len(first.body) < 500
                assert plain.body == (gzip.decompress(first.body) if packed else first.body)
                assert ask(site, address, "HEAD") == plain._replace(body=b"")
                known = {"accept_encoding": "gzip", "if_none_match": first.headers["ETag"]}
                had = ask(site, address, **known)
                assert (had.status, had.body) == ("304 Not Modified", b"")
                if plain.headers["Content-Type"].startswith("text/html"):
                    pages[address] = plain.body
        assert len(site.pages) + len(site.filtered) == len(KEPT)
        assert too_heavy(pages) == {}


class TestNothingPrivate:
    def test_is_kept(self, site, world, admin_client, subtests):
        supporter = a_supporter()
        article = ArticleFactory.create(published_at=timezone.now() + datetime.timedelta(days=1))
        draft = a_petition(slug="draft", state=Petition.State.DRAFT)
        session = admin_client.cookies["sessionid"].value
        requests: list[dict[str, str]] = [
            {"address": draft.get_absolute_url()},
            {"address": article.get_absolute_url()},
            {"address": "/tracker/?state=ZZ"},
            {"address": "/admin/login/"},
            {"address": "/healthz"},
            {"address": "/join/", "method": "POST"},
            {"address": "/petitions/ice/sign/", "method": "POST"},
            {"address": "/mission/", "method": "POST"},
            {"address": f"/me/{supporter.pk}x/"},
            {"address": "/mission/", "cookie": f"sessionid={session}"},
            {"address": "/admin/", "cookie": f"sessionid={session}"},
        ]
        for request in requests:
            with subtests.test(str(request)):
                answer = ask(site, **request)
                assert len(site.pages) + len(site.filtered) == 0
                assert "public" not in answer.headers.get("Cache-Control", "")

    def test_is_shown_by_as_public(self, site, world, admin_client):
        """Organizers see the live page, which no cache keeps, until they ask for the public's."""
        cookie = f"sessionid={admin_client.cookies['sessionid'].value}"
        public = ask(site, world["petition"])
        live = ask(site, world["petition"], cookie=cookie)
        assert live.headers["Cache-Control"] == "private, no-cache"
        assert ask(site, f"{world['petition']}?as=public", cookie=cookie) == public


class TestOverload:
    def test_answers_503_and_when_to_come_back(self, site, world, monkeypatch):
        ask(site, "/mission/")
        monkeypatch.setattr(site.application, "_turns", threading.Semaphore(0))
        monkeypatch.setattr(request_limits, "PAGE", Kind(0, 0.01, 3, 15))
        for _time in range(2):
            busy = ask(site, "/faq/")
            assert busy.status == "503 Service Unavailable"
            assert busy.headers["Retry-After"]
            assert b"Many people are reading this site right now." in busy.body
            assert ask(site, "/mission/").status == "200 OK"
            assert ask(site, "/healthz").status == "200 OK"
        assert ask(site, "/faq/", "HEAD").body == b""
        monkeypatch.undo()
        assert ask(site, "/faq/").status == "200 OK"
