import pytest
from django.core.exceptions import ValidationError

from candidates.proofs.websites import Website, domain_of, is_at


class TestDomainOf:
    def test_leaves_out_www_and_knows_other_letters(self):
        assert domain_of("https://www.Ada.example./x") == "ada.example"
        assert domain_of("https://faß.example/") == "xn--fa-hia.example"
        assert domain_of("") == domain_of("https://[::1") == ""


class TestIsAt:
    def test_is_the_domain_or_one_below_it(self):
        assert is_at("vote.ada.example", "ada.example")
        assert not is_at("nada.example", "ada.example")
        assert not is_at("", "")


class TestOwns:
    def test_is_for_domains_of_the_campaign_alone(self):
        assert Website("https://ada.example").owns("mail.ada.example")
        for site in ("https://facebook.com/ada", "https://ada.github.io", "https://gmail.com", ""):
            assert not Website(site).owns(domain_of(site))


class TestHasPage:
    def test_stays_below_the_path_of_a_site(self):
        site = Website("https://sites.example/view/ada")
        assert site.has_page("https://sites.example/view/ada/pledge?a=..")
        steps = ("../evil", "%2e%2e/evil", ".%2E/evil", "..%2fevil", "..\\evil", "..;/evil", "a/..")
        climbing = [f"https://sites.example/view/ada/{step}" for step in steps]
        assert not [url for url in climbing if site.has_page(url)]
        assert not site.has_page("https://sites.example/view/adam")

    def test_takes_other_names_of_an_own_domain_only(self):
        assert Website("https://ada.example/").has_page("https://vote.ada.example/pledge")
        assert not Website("https://wixsite.com/ada").has_page("https://eve.wixsite.com/ada")
        assert not Website("https://facebook.com/ada").has_page("https://apps.facebook.com/ada")

    def test_wants_an_account_on_a_shared_host(self):
        account = Website("https://ada.wordpress.com")
        assert account.has_page("https://ada.wordpress.com/pledge")
        for nobody in ("https://m.facebook.com/", "https://wordpress.com", "https://github.io/"):
            assert not Website(nobody).has_page(f"{nobody.rstrip('/')}/anything")

    def test_wants_the_parameters_that_name_an_account(self):
        site = Website("https://facebook.com/profile.php?id=7")
        assert site.has_page("https://www.facebook.com/profile.php?id=7&sk=about")
        for other in ("", "?id=8", "?id=8&id=7"):
            assert not site.has_page(f"https://facebook.com/profile.php{other}")


class TestRefuseEmailFrom:
    def test_says_why(self):
        site = Website("https://ada.example")
        site.refuse_email_from("ada.example", is_published=False)
        site.refuse_email_from("gmail.com", is_published=True)
        for domain, code in (("gmail.com", "whose_address"), ("facebookmail.com", "whose_address")):
            with pytest.raises(ValidationError) as refusal:
                site.refuse_email_from(domain, is_published=False)
            assert refusal.value.code == code
