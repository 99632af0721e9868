"""The one fetcher of pages on campaigns' websites, against servers that misbehave."""

import contextlib
import datetime
import gzip
import socket
import ssl
import threading
import time
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.exceptions import ValidationError

from candidates.proofs import fetching
from tests.candidates.proofs.servers import Websites, page_of, redirect_to, serving

PUBLIC = "93.184.216.34"
NOT_PUBLIC = (
    "0.0.0.0 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.8.8.8 169.254.169.254 "
    "172.16.0.1 172.31.255.255 192.0.0.8 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 "
    "198.51.100.1 203.0.113.1 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 :: ::1 ::7f00:1 "
    "::ffff:127.0.0.1 ::ffff:93.184.216.34 64:ff9b::a00:1 64:ff9b::5db8:d822 64:ff9b:1::1 "
    "100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:db8::1 2002:7f00:1:: "
    "2002:5db8:d822::1 3fff::1 fc00::1 fd12:3456::1 fe80::1 fec0::1 ff02::1 "
)


@pytest.fixture
def connected(monkeypatch):
    """Return where each connection would have gone; all of them go to `site`."""
    return []


@pytest.fixture
def site(names, monkeypatch, connected):
    """Return a web server that stands for every public address."""
    names.records["ada.example", "A"] = [PUBLIC]
    with serving(Websites()) as server:
        _lead_to(server, monkeypatch, connected)
        yield server


def _lead_to(server, monkeypatch, connected):
    def connect(address, port, seconds):
        connected.append((str(address), port))
        return socket.create_connection(server.server_address, timeout=seconds)

    monkeypatch.setattr(fetching, "_connect", connect)


def fetch(url="http://ada.example/", is_allowed=lambda url: True):
    return fetching.fetch(url, is_allowed=is_allowed)


def refusal_of(url="http://ada.example/", **options):
    with pytest.raises(ValidationError) as refusal:
        fetch(url, **options)
    assert all(refusal.value.messages)
    return refusal.value.code


class TestIsPublic:
    def test_refuses_every_address_that_is_not(self, subtests):
        for text in NOT_PUBLIC.split():
            with subtests.test(text):
                assert not fetching.is_public(ip_address(text))

    def test_accepts_the_others(self):
        assert all(
            fetching.is_public(ip_address(text))
            for text in ("93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "100.128.0.1")
        )


class TestFetch:
    def test_keeps_the_bytes_the_place_and_the_address(self, site, connected):
        site.pages["/pledge?a=b"] = page_of(b"AB2C \xff")
        page = fetch("http://ada.example/pledge?a=b#c")
        assert (page.content, page.address) == (b"AB2C \xff", PUBLIC)
        assert connected == [(PUBLIC, 80)]
        assert "Host: ada.example\r\n" in site.requests[0]
        assert "Accept-Encoding: identity\r\n" in site.requests[0]

    def test_speaks_tls_with_the_name_it_was_given(self, names, monkeypatch, connected, tmp_path):
        asked, server_side, trusting = _certified("ada.example", tmp_path)
        names.records["ada.example", "A"] = [PUBLIC]
        with serving(Websites(server_side)) as server:
            _lead_to(server, monkeypatch, connected)
            server.pages["/"] = page_of(b"safe")
            assert refusal_of("https://ada.example/") == "certificate"
            monkeypatch.setattr(fetching, "_context", lambda: trusting)
            assert fetch("https://ada.example/").content == b"safe"
        assert connected[-1] == (PUBLIC, 443)
        assert asked[-1] == "ada.example"

    def test_ignores_proxies_of_the_environment(self, site, connected, monkeypatch):
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:1")
        site.pages["/"] = page_of(b"x")
        assert fetch().content == b"x"

    def test_refuses_addresses_that_are_no_plain_website(self, site, connected, subtests):
        unusual = [
            "ftp://ada.example/",
            "file:///etc/passwd",
            "http://user:pw@ada.example/",
            "http://ada.example:99999/",
            "http://ada.example:x/",
            "http:///x",
            "http://ada.example/\r\nX: y",
            "http://[fe80::1%25eth0]/",
            "http://ada.example/" + "x" * 3000,
            "gopher:x",
            "",
        ]
        for url in unusual:
            with subtests.test(url[:40]):
                assert refusal_of(url) == "not_an_address"
        assert refusal_of("http://ada.example:8080/") == "port"
        assert refusal_of("https://ada.example:80/") == "port"
        assert connected == []

    def test_never_connects_to_a_private_address(self, site, names, connected, subtests):
        for number, text in enumerate(NOT_PUBLIC.split()):
            with subtests.test(text):
                name, kind = f"n{number}.example", "AAAA" if ":" in text else "A"
                names.records[name, kind] = [text]
                literal = f"[{text}]" if ":" in text else text
                assert refusal_of(f"http://{name}/") == "private_address"
                assert refusal_of(f"http://{literal}/") == "private_address"
                site.pages["/"] = redirect_to(f"http://{name}/")
                assert refusal_of() == "private_address"
        names.records["mixed.example", "A"] = [PUBLIC, "10.0.0.1"]
        assert refusal_of("http://mixed.example/") == "private_address"
        assert {address for address, _port in connected} == {PUBLIC}

    def test_resolves_once_and_checks_again_after_a_redirect(self, site, names, connected):
        names.records["ada.example", "A"] = [[PUBLIC], ["127.0.0.1"]]
        site.pages["/"] = page_of(b"x")
        fetch()
        assert [kind for _name, kind in names.asked].count("A") == 1
        names.records["ada.example", "A"] = [[PUBLIC], ["127.0.0.1"]]
        site.pages["/"] = redirect_to("/again")
        assert refusal_of() == "private_address"
        assert connected == [(PUBLIC, 80)] * 2

    def test_stays_where_it_is_allowed(self, site, names):
        names.records["evil.example", "A"] = [PUBLIC]
        site.pages["/"] = redirect_to("http://evil.example/code")
        assert refusal_of(is_allowed=lambda url: "ada.example" in url) == "elsewhere"
        assert len(site.requests) == 1

    def test_refuses_a_redirect_to_what_is_no_address(self, site, subtests):
        for place in ("http://[", "http://[::1", "//[x]/", "http://a]b/", "http://ada.example:x/"):
            with subtests.test(place):
                site.pages["/"] = redirect_to(place)
                assert refusal_of() == "not_an_address"

    def test_follows_few_redirects(self, site):
        site.pages |= {f"/{step}": redirect_to(f"/{step + 1}") for step in range(100)}
        assert refusal_of("http://ada.example/0") == "redirects"
        assert len(site.requests) == fetching.MOST_REDIRECTS + 1
        site.pages["/97"] = redirect_to("/end")
        site.pages["/end"] = page_of(b"x")
        assert fetch("http://ada.example/97").url == "http://ada.example/end"

    def test_refuses_what_is_not_one_plain_page(self, site, subtests):
        bomb = gzip.compress(b"0" * 3_000_000)
        pages = {
            "status": b"HTTP/1.1 404 Not Found\r\n\r\n",
            "compressed": page_of(bomb, headers="Content-Encoding: gzip\r\n"),
            "too_large": page_of(b"x" * (fetching.MOST_BYTES + 1)),
            "broken": b"SSH-2.0-OpenSSH\r\n\r\n",
        }
        for code, page in pages.items():
            with subtests.test(code):
                site.pages["/"] = page
                assert refusal_of() == code

    def test_bounds_headers_and_endless_pages(self, site, subtests):
        def pour(start: bytes, more: bytes):
            def page(line: socket.socket, stopped: threading.Event) -> None:
                line.sendall(start)
                with contextlib.suppress(OSError):
                    while not stopped.is_set():
                        line.sendall(more)

            return page

        endless = {
            "header": pour(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 10_000),
            "continue": pour(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 400),
            "body": pour(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 100_000),
            "chunks": pour(
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                b"3e8\r\n%a\r\n" % (b"x" * 997),
            ),
        }
        for what, page in endless.items():
            with subtests.test(what):
                site.pages["/"] = page
                assert refusal_of() in {"too_large", "broken"}
        site.pages["/"] = b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 150 + b"\r\n"
        assert refusal_of() == "broken"

    def test_bounds_the_whole_time_not_each_read(self, site, monkeypatch, subtests):
        monkeypatch.setattr(fetching, "SECONDS", 0.25)

        def drip(start: bytes):
            def page(line: socket.socket, stopped: threading.Event) -> None:
                line.sendall(start)
                with contextlib.suppress(OSError):
                    while not stopped.wait(0.03):
                        line.sendall(b"x")

            return page

        starts = {"head": b"HTTP/1.1 200 OK\r\nX: ", "body": b"HTTP/1.1 200 OK\r\n\r\n"}
        for what, start in starts.items():
            with subtests.test(what):
                site.pages["/"] = drip(start)
                started = time.monotonic()
                assert refusal_of() == "slow"
                assert time.monotonic() - started < 3


def _certified(host, folder):
    """Return the names that were asked for, and contexts of a server and of who trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    (folder / "c.pem").write_bytes(
        pem
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    asked = []
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(folder / "c.pem")
    server_side.sni_callback = lambda _line, server_name, _context: asked.append(server_name)
    return asked, server_side, ssl.create_default_context(cadata=pem.decode())
