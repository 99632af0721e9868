from campaign.lib.mailed_links import MailedToken, hash_of, token_of

DIGEST = bytes(range(32))


class TestTokenOf:
    def test_is_43_characters_that_an_address_may_have(self):
        assert token_of(DIGEST) == "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"

    def test_is_stored_as_another_value(self):
        assert hash_of(token_of(DIGEST)) not in {DIGEST, token_of(DIGEST).encode()}
        assert len(hash_of(token_of(DIGEST))) == 32


class TestMailedToken:
    def test_is_found_without_the_punctuation_after_it(self):
        token = token_of(DIGEST)
        for path in (f"{token}/", f"{token}./", f"{token}/)", f"{token}%3E/"):
            assert MailedToken().to_python(path) == token

    def test_stays_what_it_is_if_it_is_cut_off(self):
        assert MailedToken().to_python("AAEC/") == "AAEC"
