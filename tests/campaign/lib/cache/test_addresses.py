import pytest
from django.core.handlers.wsgi import WSGIRequest

from campaign.lib.cache.addresses import AS_PUBLIC, LONGEST, Address, asked_for
from tests.campaign.lib.cache.asking import environ_of


def address_of(address: str, method: str = "GET", **headers: str) -> Address | None:
    asked = asked_for(environ_of(address, method, **headers))
    return asked[0] if asked else None


class TestAskedFor:
    @pytest.mark.parametrize(
        ("typed", "query"),
        [
            ("/tracker/", ""),
            ("/tracker/?utm_source=letter&fbclid=1", ""),
            ("/tracker/?page=2&state=CA", "state=CA&page=2"),
            ("/tracker/?state=CA&q=&page=2&x=1", "state=CA&page=2"),
            ("/tracker/?state=MI&state=CA", "state=CA"),
            ("/tracker/?q=%C3%A9", "q=%C3%A9"),
            # As WSGI hands over the two bytes of é.
            ("/tracker/?q=Ã©", "q=%C3%A9"),
            ("/tracker/?state=CA&state=", ""),
            ("/tracker/?page=2&utm_source=" + "a" * LONGEST, "page=2"),
            ("/mission/?page=2", ""),
        ],
    )
    def test_keeps_what_the_view_knows_in_its_order(self, typed, query):
        path = typed.partition("?")[0]
        assert address_of(typed) == Address("http", "testserver", path, query)

    @pytest.mark.parametrize(
        "address",
        [
            "/admin/",
            "/healthz",
            "/static/css/site.css",
            "/no/such/page/",
            "/confirm/abc/",
            "/petitions/x/signed/",
            "/tracker/?q=%ff",
            "/tracker/?q=%00",
            "/tracker/?q=\xff",
            "/tracker/?q=" + "a" * LONGEST,
            "/tracker/" + "a" * LONGEST + "/",
            "/tracker/?" + "&".join(f"a{number}=1" for number in range(1_001)),
        ],
    )
    def test_leaves_everything_else_to_django(self, address):
        assert address_of(address) is None

    def test_leaves_forms_sessions_and_strange_hosts_to_django(self, settings):
        assert address_of("/mission/", "POST") is None
        assert address_of("/mission/", cookie="a=1; sessionid=x") is None
        assert address_of("/mission/", host="elsewhere.example") is None
        assert address_of("/mission/", host="") is None
        assert asked_for(environ_of("/mission/") | {"SCRIPT_NAME": "/elsewhere"}) is None
        assert address_of("/mission/", cookie="a=1") == address_of("/mission/", "HEAD")

    def test_is_one_page_whatever_the_host_looks_like(self):
        pages = {address_of("/mission/", host=host) for host in ("testserver", "TESTSERVER:81")}
        assert pages == {Address("http", "testserver", "/mission/", "")}

    def test_is_one_page_however_many_subdomains_are_served(self, settings):
        settings.ALLOWED_HOSTS = [".example.org"]
        pages = {address_of("/mission/", host=f"{name}.example.org") for name in "abc"}
        assert pages == {Address("http", ".example.org", "/mission/", "")}

    def test_tells_an_encrypted_request_from_another(self, settings):
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        encrypted = address_of("/mission/", x_forwarded_proto="https")
        assert encrypted == Address("https", "testserver", "/mission/", "")
        environ = environ_of("/mission/", x_forwarded_proto="http, https")
        asked = asked_for({**environ, "wsgi.url_scheme": "https"})
        assert asked
        assert asked[0].scheme == WSGIRequest(environ).scheme == "http"
        assert address_of("/mission/") == asked[0]

    def test_shows_organizers_the_page_of_the_public_where_they_ask_for_it(self):
        asked = address_of(f"/mission/?{AS_PUBLIC}", cookie="sessionid=x")
        assert asked == address_of("/mission/")
