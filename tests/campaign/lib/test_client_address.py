import pytest

from campaign.lib.client_address import client_address, client_block


@pytest.fixture
def behind(rf, settings):
    """Return a request that arrives from 10.0.0.1 through a number of trusted proxies."""

    def request(proxies: int, forwarded_for: str | None):
        settings.TRUSTED_PROXIES = proxies
        headers = {} if forwarded_for is None else {"X-Forwarded-For": forwarded_for}
        return rf.get("/", headers=headers, REMOTE_ADDR="10.0.0.1")

    return request


class TestClientAddress:
    def test_is_the_peer_without_proxies_whatever_a_visitor_claims(self, behind):
        assert str(client_address(behind(0, "203.0.113.9"))) == "10.0.0.1"

    @pytest.mark.parametrize(
        ("proxies", "expected"), [(1, "198.51.100.7"), (2, "203.0.113.9"), (3, "192.0.2.1")]
    )
    def test_counts_proxies_from_the_right(self, behind, proxies, expected):
        request = behind(proxies, "192.0.2.1, 203.0.113.9,198.51.100.7")
        assert str(client_address(request)) == expected

    def test_takes_the_outermost_entry_where_proxies_are_missing(self, behind):
        # Every entry of a short list was added by a trusted proxy.
        assert str(client_address(behind(3, "203.0.113.9, 198.51.100.7"))) == "203.0.113.9"

    @pytest.mark.parametrize("header", [None, "", " , "])
    def test_is_the_peer_where_the_proxy_says_nothing(self, behind, header):
        assert str(client_address(behind(1, header))) == "10.0.0.1"

    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("203.0.113.9:50123", "203.0.113.9"),
            ("::ffff:203.0.113.9", "203.0.113.9"),
            ("2001:db8:a:b::1", "2001:db8:a:b::1"),
            ("[2001:db8:a:b::1]:50123", "2001:db8:a:b::1"),
            ("fe80::1%eth0", "fe80::1"),
        ],
    )
    def test_reads_every_way_of_writing(self, behind, written, meant):
        assert str(client_address(behind(1, written))) == meant

    @pytest.mark.parametrize("written", ["unknown", "_hidden", "203.0.113", "9" * 5000, "[", "x:y"])
    def test_is_none_where_it_cannot_be_read(self, behind, written):
        assert client_address(behind(1, written)) is None

    def test_is_none_behind_a_unix_socket_without_proxies(self, rf, settings):
        settings.TRUSTED_PROXIES = 0
        assert client_address(rf.get("/", REMOTE_ADDR="")) is None


class TestClientBlock:
    @pytest.mark.parametrize(
        ("address", "block"),
        [
            ("203.0.113.9", "203.0.113.0/24"),
            ("203.0.113.250", "203.0.113.0/24"),
            ("203.0.114.9", "203.0.114.0/24"),
            ("2001:db8:a:b::1", "2001:db8:a::/48"),
            ("2001:db8:a:ffff::1", "2001:db8:a::/48"),
            ("2001:db8:b::1", "2001:db8:b::/48"),
            ("unknown", "unknown"),
        ],
    )
    def test_joins_what_one_person_can_hop_within(self, behind, address, block):
        assert client_block(behind(1, address)) == block
