import pytest

from campaign.lib.same_origin import is_sent_from_here


class TestIsSentFromHere:
    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Fetch-Site": "same-origin"},
            {"Origin": "http://testserver"},
            {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
            {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"},
        ],
    )
    def test_believes_either_header(self, rf, headers):
        assert is_sent_from_here(rf.post("/", headers=headers))

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Origin": ""},
            {"Origin": "null"},
            {"Origin": "http://elsewhere.example"},
            {"Origin": "http://testserver.elsewhere.example"},
            {"Origin": "http://testserver:8000"},
            {"Origin": "https://testserver"},
            {"Origin": "testserver"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "none"},
            {"Referer": "http://testserver/"},
        ],
    )
    def test_refuses_everything_else(self, rf, headers):
        assert not is_sent_from_here(rf.post("/", headers=headers))

    def test_knows_the_port_and_the_scheme_of_the_request(self, rf, settings):
        settings.ALLOWED_HOSTS = ["localhost"]
        post = rf.post("/", headers={"Host": "localhost:8000", "Origin": "http://localhost:8000"})
        assert is_sent_from_here(post)
        secure = rf.post(
            "/", headers={"Host": "localhost", "Origin": "https://localhost"}, secure=True
        )
        assert is_sent_from_here(secure)
