import datetime
import gzip
import re

import brotli
import pytest

from campaign.lib.cache.pages import Page, encoding_for
from tests.campaign.lib.cache.asking import Answer, ask

HTML = ("Content-Type", "text/html; charset=utf-8")
BODY = b"<p>Their names.</p>" * 100


def page(body: bytes = BODY, *headers: tuple[str, str]) -> Page:
    return Page(
        list(headers or [HTML]),
        body,
        generation=None,
        shows_counts=False,
        cache_control="public, max-age=2",
        last_modified="Sun, 29 Nov 2026 10:00:00 GMT",
    )


def asked(page: Page, method: str = "GET", **headers: str) -> Answer:
    return ask(page.send, "/", method, **headers)


class TestEncodingFor:
    @pytest.mark.parametrize(
        ("accepted", "encoding"),
        [
            ("", "identity"),
            ("gzip", "gzip"),
            ("gzip, deflate, br, zstd", "br"),
            ("br;q=0.0, GZIP ; q=0.5", "gzip"),
            ("gzip;q=0", "identity"),
            ("*", "br"),
            ("br;q=0, *", "gzip"),
            ("x-gzip, nonsense;;q=q", "identity"),
        ],
    )
    def test_takes_the_smallest_that_the_client_reads(self, accepted, encoding):
        assert encoding_for(accepted) == encoding


class TestPage:
    def test_is_the_same_text_in_every_encoding(self):
        made = page()
        plain, packed, small = (asked(made, accept_encoding=each) for each in ("", "gzip", "br"))
        assert plain.body == gzip.decompress(packed.body) == brotli.decompress(small.body) == BODY
        assert len({each.headers["ETag"] for each in (plain, packed, small)}) == 3
        for each, name in ((plain, None), (packed, "gzip"), (small, "br")):
            assert each.headers["Content-Length"] == str(len(each.body))
            assert each.headers.get("Content-Encoding") == name
            assert each.headers["Vary"] == "Accept-Encoding"

    def test_counts_the_encodings_that_were_asked_for(self):
        made = page()
        before = made.size
        asked(made, accept_encoding="gzip")
        assert made.size == before
        asked(made)
        assert made.size >= before + len(BODY)

    def test_packs_neither_pictures_nor_a_few_words(self):
        for made in (page(BODY, ("Content-Type", "image/png")), page(b"ok")):
            answer = asked(made, accept_encoding="gzip")
            assert "Content-Encoding" not in answer.headers
            assert "Vary" not in answer.headers

    def test_is_not_sent_again_to_who_has_it(self):
        made = page(BODY, HTML, ("Content-Security-Policy", "default-src 'none'"))
        etag = asked(made, accept_encoding="gzip").headers["ETag"]
        for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
            answer = asked(made, accept_encoding="gzip", if_none_match=known)
            assert (answer.status, answer.body) == ("304 Not Modified", b""), known
            assert answer.headers["ETag"] == etag
            assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
            assert not {"Content-Length", "Content-Type", "Content-Encoding"} & set(answer.headers)

    def test_is_sent_to_who_has_another(self):
        made = page()
        moment = asked(made).headers["Last-Modified"]
        assert asked(made, if_none_match='"other"', if_modified_since=moment).body == BODY
        assert asked(made, if_modified_since="Mon, 30 Nov 2026 10:00:00 GMT").body == BODY
        assert asked(made, if_modified_since=moment).status == "304 Not Modified"

    def test_answers_head_as_get_without_the_body(self):
        made = page()
        head, whole = asked(made, "HEAD"), asked(made)
        assert head == whole._replace(body=b"")

    def test_says_since_when_it_may_be_out_of_date(self):
        made = page(b"<body><main id='main'>" + BODY)
        before = made.size
        since = datetime.datetime(2026, 11, 29, 18, tzinfo=datetime.UTC)
        stale = made.as_of(since)
        answers = [asked(stale, accept_encoding=each) for each in ("", "br")]
        assert answers[0].body == brotli.decompress(answers[1].body)
        assert re.search(
            rb"^<body>.*1 p\.m\. Eastern.*<main id='main'>", answers[0].body, re.DOTALL
        )
        for answer in answers:
            assert answer.headers["X-Stale-Since"] == "Sun, 29 Nov 2026 18:00:00 GMT"
            assert answer.headers["Cache-Control"] == "public, max-age=2"
            assert asked(made, if_none_match=answer.headers["ETag"]).status == "200 OK"
        assert made.as_of(since) is stale
        assert made.size > before + stale.size
        assert made.as_of(since + datetime.timedelta(hours=1)) is not stale
        assert asked(page(b"{}" * 500, ("Content-Type", "application/json")).as_of(since)).body == (
            b"{}" * 500
        )
