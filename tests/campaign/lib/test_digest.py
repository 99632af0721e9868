from campaign.lib.digest import digest_of, short_hash


class TestDigestOf:
    def test_is_the_same_for_the_same_values(self):
        assert digest_of([1, None, "a"]) == digest_of(["1", "None", "a"])

    def test_tells_apart_what_reads_the_same_when_joined(self):
        assert digest_of(["ab", "c"]) != digest_of(["a", "bc"])
        assert digest_of(["a", "b"]) != digest_of(["b", "a"])


class TestShortHash:
    def test_is_eight_hex_digits(self):
        assert short_hash(memoryview(bytes.fromhex("0123456789abcdef"))) == "01234567"
