import io
import logging

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application
from django.test import Client, RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.lib import wsgi
from campaign.lib.malformed_requests import is_readable, without_unreadable_charsets
from tests.campaign.lib.cache.asking import environ_of

pytestmark = pytest.mark.django_db


class TestMalformedRequestMiddleware:
    @pytest.mark.parametrize(
        "address",
        [
            "/%00",
            "/static/%00.css",
            "/?a=%00",
            "/?%00=a",
            "/?a=%ff",
            "/?a=%C3%28",
            "/?" + "&".join(f"a{number}=1" for number in range(2000)),
        ],
    )
    def test_answers_400_with_advice(self, address):
        response = Client().get(address)
        assert response.status_code == 400
        assert "Go to the home page" in response.text
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"

    def test_answers_400_to_a_cookie_that_spells_out_a_nul(self):
        cookie = r'sessionid="\000abcdefgh"'
        assert Client(headers={"Cookie": cookie}).get("/admin/login/").status_code == 400

    def test_takes_large_bodies_at_organizers_pages_only(self):
        for path, length, status in (
            ("/join/", 64 * 2**10 - 100, 403),  # it isn't from here
            ("/join/", 64 * 2**10 + 1, 413),
            ("/healthz", 10**30, 413),
            ("/admin/login/", 25 * 2**20 - 200, 200),
            ("/admin/login/", 25 * 2**20 + 1, 413),
        ):
            # Nothing reads a body of this type.
            answer = Client().post(path, "x", "text/plain", CONTENT_LENGTH=length)
            assert answer.status_code == status, (path, length)
            assert ("more than we can take" in answer.text) == (status == 413)

    def test_answers_400_to_a_form_whose_rest_does_not_come(self, caplog):
        class Slow(io.BytesIO):
            def read(self, *_size):
                raise TimeoutError

        form = {"CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": "9"}
        environ = environ_of("/join/", "POST", Sec_Fetch_Site="same-origin") | form
        answer = wsgi.ask(get_wsgi_application(), environ | {"wsgi.input": Slow()}).in_full()
        assert answer.status == "400 Bad Request"
        assert not any(record.exc_info for record in caplog.records)

    def test_fills_no_log_with_stack_traces(self, caplog):
        caplog.set_level(logging.WARNING)
        Client().get("/?a=%00")
        assert not [record for record in caplog.records if record.exc_info]

    @pytest.mark.parametrize("address", ["/?a=b&a=c", "/?name=Nu%C3%B1ez", "/?utm_source=%25%5F"])
    def test_lets_everything_else_through(self, address):
        assert Client().get(address).status_code == 200


def get(address: str, content_type: str):
    """Return the answer to a GET that comes through the wrapper of the WSGI application."""
    client = Client()
    site = client.handler
    behind = without_unreadable_charsets(lambda environ, _: site(environ))
    client.handler = lambda environ: behind(environ, None)
    return client.get(address, CONTENT_TYPE=content_type)


class TestCharset:
    @pytest.mark.parametrize(
        "charset",
        [
            *("zlib", "hex", "undefined", "base64", "rot13", "ZLIB", '"zlib"', "bz2", "quopri"),
            # Text, in which a query cannot be read or hides a NUL.
            *("idna", "punycode", "unicode_escape", "utf-7", "utf-16", "cp037"),
        ],
    )
    @pytest.mark.parametrize("address", ["/tracker/?q=%ff%41", "/readyz"])
    def test_of_no_form_is_refused_with_advice(self, address, charset):
        response = get(address, f"text/plain; charset={charset}")
        assert response.status_code == 400
        assert "Go to the home page" in response.text

    @pytest.mark.parametrize(
        "parameter",
        [
            "charset*=utf-8''zlib",
            "charset*0=zl; charset*1=ib",
            "x*=nosuch''a",
            "x*=idna''%ff",
            f"x*{'9' * 5000}=a",
            "x*=%00''a",
        ],
    )
    def test_is_refused_in_every_way_to_write_a_parameter(self, parameter):
        assert get("/tracker/", f"text/plain; {parameter}").status_code == 400

    @pytest.mark.parametrize("charset", ["utf-8", "UTF8", "us-ascii", "latin-1", "windows-1252"])
    def test_of_forms_is_read(self, charset):
        assert get("/tracker/?q=a", f"text/plain; charset={charset}").status_code == 200

    @pytest.mark.parametrize("charset", ["", "utf8mb4", "a" * 5000, "é", "..", "mbcs"])
    def test_that_nobody_knows_is_none(self, charset):
        assert get("/tracker/?q=a", f"text/plain; charset={charset}").status_code == 200

    @given(st.text(st.characters(max_codepoint=255)))
    @settings(deadline=None)
    def test_that_passes_is_one_that_django_can_read(self, parameters):
        content_type = f"text/plain;{parameters}"
        if is_readable(content_type):
            environ = {**RequestFactory().get("/").META, "CONTENT_TYPE": content_type}
            assert WSGIRequest({**environ, "QUERY_STRING": "a=%C3%A9%FF"}).GET["a"]
