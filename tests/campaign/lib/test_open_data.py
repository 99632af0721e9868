import datetime
from collections.abc import Iterator

import pytest
from django.test import RequestFactory

from campaign.lib import open_data
from campaign.lib.open_data import CSV, data_file, json_parts, json_text, moment_text

LICENSE_URL = "https://licence.example/"


def answer(text: str = "a,b\r\n", method: str = "GET", **headers: str):
    request = RequestFactory().generic(method, "/file.csv", headers=headers)
    return data_file(request, text, CSV, license_url=LICENSE_URL, file_name="file.csv")


class TestDataFile:
    def test_sends_the_text(self):
        response = answer("ñ")
        assert response.content == "ñ".encode()
        assert response.headers["Content-Type"] == "text/csv; charset=utf-8"

    def test_says_who_may_use_it_and_for_how_long_it_holds(self):
        headers = answer().headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert headers["Link"] == '<https://licence.example/>; rel="license"'
        assert headers["Cache-Control"] == "public, max-age=60"
        assert headers["Content-Disposition"] == 'attachment; filename="file.csv"'

    def test_has_a_strong_etag_of_its_bytes(self):
        etag = answer().headers["ETag"]
        assert etag.startswith('"')
        assert answer().headers["ETag"] == etag
        assert answer("other").headers["ETag"] != etag

    @pytest.mark.parametrize("method", ["GET", "HEAD"])
    @pytest.mark.parametrize("others", ["{}", '"x", {}', "W/{}", "*"])
    def test_sends_nothing_to_clients_that_have_it(self, others, method):
        etag = answer().headers["ETag"]
        response = answer(method=method, if_none_match=others.format(etag))
        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["ETag"] == etag
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert response.headers["Cache-Control"] == "public, max-age=60"

    @pytest.mark.parametrize("other", ['"x"', "nonsense", ""])
    def test_sends_all_to_clients_that_have_another(self, other):
        assert answer(if_none_match=other).status_code == 200

    def test_sends_a_large_text_as_it_is_made(self, monkeypatch):
        monkeypatch.setattr(open_data, "LARGEST_WHOLE", 4)
        made = []

        def parts() -> Iterator[str]:
            for part in ("ñ,", "bc", "d", "e"):
                made.append(part)
                yield part

        request = RequestFactory().get("/file.csv")
        response = data_file(request, parts(), CSV, file_name="file.csv")
        assert response.streaming
        assert made == ["ñ,", "bc"]
        assert b"".join(response.streaming_content) == "ñ,bcde".encode()
        assert "ETag" not in response.headers
        assert response.headers["Access-Control-Allow-Origin"] == "*"


class TestJsonParts:
    @pytest.mark.parametrize("parts", [[], [["a"]], [["a", {"b": "ñ"}], [None]]])
    def test_make_the_same_text(self, parts):
        whole = {"count": 3, "filter": {}, "rows": [row for part in parts for row in part]}
        content = {"count": 3, "filter": {}}
        assert "".join(json_parts(content, "rows", parts)) == json_text(whole)


class TestJsonText:
    def test_keeps_the_order_and_the_letters(self):
        assert json_text({"b": "Nuñez", "a": None}) == '{"b":"Nuñez","a":null}'


class TestMomentText:
    def test_is_in_utc(self):
        eastern = datetime.timezone(datetime.timedelta(hours=-4))
        moment = datetime.datetime(2026, 3, 14, 22, 9, 26, 535897, tzinfo=eastern)
        assert moment_text(moment) == "2026-03-15T02:09:26Z"
