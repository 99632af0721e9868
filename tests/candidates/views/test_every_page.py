"""What holds for every page and file of the record."""

import datetime
from collections.abc import Iterator
from itertools import product

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from campaign.content.models import Profile
from candidates.models import Candidacy, Cycle
from tests.factories import ArticleFactory, draft_answer, publish_answer, run
from tests.pledges.people import a_petition
from tests.thorough import sample

pytestmark = pytest.mark.django_db
PARTS = {
    "public_id": "H6MI11001",
    "slug": "ada",
    "code": "mi",
    "name": "11",
    "year": 2026,
    "section": "candidates",
    "place": "mi",
    "kind": "state",
    "key": "mi",
}
# Two for machines, pictures, signs to print, a name without its slug, and emails on disk. Emailed
# links, which carry a token, have tests of their own, as has the way to a ballot.
OTHERS = {
    *("healthz", "readyz", "media/", "previews/", "signs/(", "dev/"),
    "petitions/<slug:slug>/voices/",
    "candidates/<public_id:public_id>/",
}


def public_patterns() -> list[URLPattern]:
    """Return the entries of the site's map, but for organizers' pages and OTHERS."""
    resolver = get_resolver()
    patterns: list[URLPattern] = []
    for entry in resolver.url_patterns:
        if getattr(entry, "app_name", "") == "admin":
            continue
        patterns += getattr(entry, "url_patterns", [entry])
    return [
        pattern
        for pattern in patterns
        if "token" not in pattern.pattern.converters
        and not any(str(pattern.pattern).lstrip("^").startswith(other) for other in OTHERS)
        and pattern.name != "whose_ballot"
    ]


def address_of(pattern: URLPattern) -> str:
    app = pattern.callback.__module__.partition(".")[0]
    prefix = "" if app == "campaign" else f"{app}:"
    names = pattern.pattern.converters or pattern.pattern.regex.groupindex
    parts = {name: PARTS[name] for name in names}
    return reverse(f"{prefix}{pattern.name}", kwargs=parts)


ADDRESSES = [address_of(pattern) for pattern in public_patterns()]
FORMS = {
    "/tracker/find/",
    "/candidates/H6MI11001-ada/report/",
    "/candidates/H6MI11001-ada/2026/report/",
    "/news/2026/ada/comment/",
    "/petitions/ada/sign/",
    "/petitions/ada/sign/sent/",
    "/follow/",
    "/join/",
    "/join/sent/",
}
FILTERED = ("/tracker/", "/tracker.csv", "/tracker.json")
PAGED = ("/tracker/", "/tracker/signed/", "/corrections/", "/news/")


def methods_of(address: str) -> set[str]:
    return {"GET", "HEAD", "POST"} if address in FORMS else {"GET", "HEAD"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """Stop the clock: a file says at which minute its figures were counted."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


@pytest.fixture(autouse=True)
def signer(clock: None) -> Candidacy:
    Profile.objects.create(name="Ours", ask="Asked.", contact_email="us@example.org")
    ada = run("Ada Quartz", person__slug="ada", fec_id="H6MI11001")
    publish_answer(ada)
    Cycle.objects.update(pinned_on="2026-05-01")  # so that there's something to say to Ada
    a_petition(slug="ada")
    ArticleFactory.create(
        slug="ada",
        published_at=datetime.datetime(2026, 3, 14, tzinfo=datetime.UTC),
        comments_close_after_days=30_000,
    )
    return ada


class TestEveryPage:
    def test_is_here(self):
        assert len(ADDRESSES) >= 17
        assert {"/", "/pledge/", "/corrections/feed/", "/candidates/H6MI11001-ada/"} < {*ADDRESSES}

    def test_sets_no_cookie_and_varies_by_none(self, client, subtests):
        for address in ADDRESSES:
            with subtests.test(address):
                response = client.get(address)
                assert response.status_code == 200
                assert not response.cookies
                assert "Cookie" not in response.headers.get("Vary", "")

    def test_hands_the_server_no_body_for_head(self, client, rf, subtests):
        for address, query in sample(product(ADDRESSES, ("", "?contact_email=a")), 3):
            with subtests.test(f"{address}{query}"):
                # The test client takes a body off by itself, so this asks the site behind it.
                head = WSGIHandler().get_response(rf.head(f"{address}{query}"))
                length = int(head.headers["Content-Length"])
                assert head.content == b""
                assert length == len(client.get(f"{address}{query}").content)

    def test_serves_what_it_says_and_no_more(self, subtests):
        client = Client(enforce_csrf_checks=True)
        methods = ("POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS")
        for address, method in sample(product(ADDRESSES, methods), 5):
            if method in methods_of(address):
                continue
            with subtests.test(f"{method} {address}"):
                response = client.generic(method, address)
                assert response.status_code == 405
                allowed = response.headers["Allow"]
                assert {*allowed.split(", ")} == methods_of(address)
                assert response.text == f"This address only accepts {allowed}."

    def test_refuses_a_malformed_query(self, client, subtests):
        queries = ("a=%00", "q=%ff", "&".join("a=1" for _ in range(2000)))
        for address, query in sample(product(ADDRESSES, queries), 2):
            with subtests.test(f"{address}?{query:.10}"):
                assert client.get(f"{address}?{query}").status_code == 400

    def test_refuses_an_unknown_value_of_its_filters_in_a_sentence(self, client, subtests):
        names = ("state", "status", "chamber", "party", "outcome", "incumbency", "sort")
        for address, name in product(FILTERED, names):
            with subtests.test(f"{address} {name}"):
                response = client.get(address, {name: "bogus"})
                assert response.status_code == 404
                assert f"“{name}”" in response.text

    def test_has_no_page_that_it_does_not_have(self, client, subtests):
        numbers = ("abc", "0", "-1", "٣", "1e3", "999999")
        for address, number in product(PAGED, numbers):
            with subtests.test(f"{address} {number}"):
                assert client.get(address, {"page": number}).status_code == 404

    def test_ignores_parameters_that_it_does_not_know(self, client, subtests):
        added = (
            "utm_source=mail&fbclid=1&ref=x&a=%27%25_&source=facebook&title=a&name=a&email=a"
            "&contact_email=a&person__died_on=2026&id__regex=(&year=x&slug=a"
        )
        for address in ADDRESSES:
            with subtests.test(address):
                response = client.get(f"{address}?{added}")
                assert response.status_code == 200
                assert response.text == client.get(address).text

    def test_answers_any_neighbor_of_its_address(self, client, subtests):
        parts = ("%00", "%ff", "%2e%2e", "'", "%25", "9" * 5000)
        for address, part in sample(product(ADDRESSES, parts), 5):
            with subtests.test(f"{address}{part:.10}"):
                assert client.get(f"{address}{part}").status_code in {301, 400, 404}
                assert client.get(f"{address}{part}/").status_code in {400, 404}

    def test_never_links_the_organizers_pages(self, client, subtests):
        for address in ADDRESSES:
            with subtests.test(address):
                assert reverse("admin:index") not in client.get(address).text

    def test_shows_no_draft(self, client, signer, subtests):
        before = {address: client.get(address).text for address in ADDRESSES}
        draft_answer(signer, "refused", statement="A draft.", note="A note.")
        for address, text in before.items():
            with subtests.test(address):
                assert client.get(address).text == text

    def test_carries_the_policy(self, client, subtests):
        for address in ADDRESSES:
            with subtests.test(address):
                policy = client.get(address).headers["Content-Security-Policy"]
                assert "default-src 'none'" in policy
                assert "unsafe" not in policy
