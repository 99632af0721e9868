"""Looking up names, bounded."""

import time
from ipaddress import ip_address

import pytest
from django.core.exceptions import ValidationError

from candidates.proofs import dns_records


class TestResolver:
    def test_asks_the_machine_s_servers_and_remembers_nothing(self):
        assert dns_records.resolver().cache is None


class TestTextsAt:
    def test_joins_the_strings_of_each_record(self, names):
        names.records["ada.example", "TXT"] = ['"nnn=AB2C-" "DE3F"', '"v=spf1 -all"']
        assert dns_records.texts_at("ada.example") == ["nnn=AB2C-DE3F", "v=spf1 -all"]
        assert dns_records.texts_at("none.example") == []

    def test_gives_up_on_a_silent_server(self, names):
        started = time.monotonic()
        with pytest.raises(ValidationError) as refusal:
            dns_records.texts_at("silent.example", seconds=0.2)
        assert refusal.value.code == "no_dns"
        assert time.monotonic() - started < 2


class TestAddressesOf:
    def test_returns_every_address_the_oldest_kind_first(self, names):
        names.records["ada.example", "A"] = ["93.184.216.34"]
        names.records["ada.example", "AAAA"] = ["2606:2800:220:1::1"]
        found = dns_records.addresses_of("ada.example")
        assert found == [ip_address("93.184.216.34"), ip_address("2606:2800:220:1::1")]

    def test_refuses_a_name_that_is_nowhere(self, names):
        with pytest.raises(ValidationError) as refusal:
            dns_records.addresses_of("none.example")
        assert refusal.value.code == "no_such_host"
