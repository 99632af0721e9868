import pytest

from candidates.proofs import shared_hosts

# With and without an entry in the Public Suffix List.
SHARED = [
    *("facebook.com", "m.facebook.com", "x.com", "linktr.ee", "sites.google.com", "bit.ly"),
    *("secure.actblue.com", "winred.com", "change.org", "github.com", "ballotpedia.org"),
    *("ada.wordpress.com", "ada.squarespace.com", "ada.nationbuilder.com", "ada.substack.com"),
    *("ada.github.io", "github.io", "ada.wixsite.com", "ada.blogspot.com", "ada.netlify.app"),
]
OWN = ["ada.example", "vote.ada.example", "ada.ca.us", "adaforcongress.co.uk", "notfacebook.com"]


class TestIsForAccounts:
    def test_knows_networks_builders_lists_and_shorteners(self):
        assert [host for host in SHARED if not shared_hosts.is_for_accounts(host)] == []
        assert [host for host in (*OWN, "gmail.com") if shared_hosts.is_for_accounts(host)] == []


class TestIsShared:
    def test_knows_providers_of_mailboxes_too(self):
        found = [
            host for host in ("comcast.net", "gmail.com", *OWN) if shared_hosts.is_shared(host)
        ]
        assert found == ["comcast.net", "gmail.com"]


class TestNamesAccount:
    @pytest.mark.parametrize(
        ("domain", "expected"),
        [
            ("ada.github.io", True),
            ("github.io", False),
            ("ada.wordpress.com", True),
            ("wordpress.com", False),
            ("m.facebook.com", False),
        ],
    )
    def test_is_true_below_a_host_that_gives_names(self, domain, expected):
        assert shared_hosts.names_account(domain) is expected


class TestListed:
    def test_lacks_what_the_public_suffix_list_has(self):
        assert [host for host in shared_hosts.LISTED if shared_hosts._private_suffix(host)] == []
        assert set(shared_hosts.LISTED.values()) == {"path", "name"}
