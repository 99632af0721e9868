"""What proofs are worth together."""

from dataclasses import dataclass

from candidates.proofs import grades
from candidates.proofs.grades import Grade, Weight

FORM_1 = "https://docquery.fec.gov/form1"


@dataclass
class Fact:
    rests_on: str
    source_url: str = ""
    is_withdrawn: bool = False
    is_finished: bool = True


SITE = Fact(grades.of_domain("www.ada.example"))
DNS = Fact(grades.of_domain("ada.example"))
OWN_MAIL = Fact(grades.of_mailbox("info@ada.example"), FORM_1)
FILED_MAIL = Fact(grades.of_mailbox("Ada.Quartz+fec@gmail.com"), FORM_1)
SAME_FILED_MAIL = Fact(grades.of_mailbox("adaquartz@gmail.com"), FORM_1)
ANY_MAIL = Fact(grades.of_mailbox("adaquartz2026@gmail.com"))
POST = Fact(grades.of_account("https://www.social.example/@Ada/123"), FORM_1)
OTHER_POST = Fact(grades.of_account("https://m.social.example/ada/456"), FORM_1)
PROFILE = Fact(grades.of_account("https://facebook.com/ada"), FORM_1)
STORY = Fact(grades.of_account("https://m.facebook.com/story.php?id=1"), FORM_1)
TWEET = Fact(grades.of_account("https://twitter.com/ada/status/1"), FORM_1)
X_POST = Fact(grades.of_account("https://x.com/i/status/2"), FORM_1)
OWN_POST = Fact(grades.of_account("https://social.ada.example/@ada/1"), FORM_1)
CALL = Fact(grades.of_phone("+1 (555) 010-0199"), FORM_1)
HALF_A_CALL = Fact(grades.of_phone("555-010-0199"), FORM_1, is_finished=False)
WITHDRAWN = Fact(grades.of_account("https://other.example/ada"), FORM_1, is_withdrawn=True)

TABLE = {
    "nothing": ([], 0, Grade.UNCONFIRMED),
    "a mailbox anyone could open": ([ANY_MAIL], 0, Grade.MAILBOX),
    "half a call": ([HALF_A_CALL], 0, Grade.UNCONFIRMED),
    "a withdrawn post": ([WITHDRAWN], 0, Grade.UNCONFIRMED),
    "a code on the website": ([SITE], 1, Grade.ONE_PROOF),
    "website, DNS and email of one domain": ([SITE, DNS, OWN_MAIL], 1, Grade.ONE_PROOF),
    "two emails to one mailbox": ([FILED_MAIL, SAME_FILED_MAIL], 1, Grade.ONE_PROOF),
    "two posts on one account": ([POST, OTHER_POST], 1, Grade.ONE_PROOF),
    "two addresses of one account": ([PROFILE, STORY, TWEET, X_POST], 2, Grade.INDEPENDENT_PROOFS),
    "a post on the website's own domain": ([SITE, OWN_POST], 1, Grade.ONE_PROOF),
    "a mailbox of anyone beside the website": ([SITE, ANY_MAIL], 1, Grade.ONE_PROOF),
    "the filed mailbox and the website": ([FILED_MAIL, SITE], 2, Grade.INDEPENDENT_PROOFS),
    "website, post and call": ([SITE, POST, CALL], 3, Grade.INDEPENDENT_PROOFS),
    "website, half a call, withdrawn": ([SITE, HALF_A_CALL, WITHDRAWN], 1, Grade.ONE_PROOF),
}


class TestGradeOf:
    def test_follows_the_table(self, subtests):
        for what, (proofs, count, grade) in TABLE.items():
            with subtests.test(what):
                assert (grades.independent(proofs), grades.grade_of(proofs)) == (count, grade)


class TestWeightOf:
    def test_takes_a_free_mailbox_only_where_the_campaign_publishes_it(self):
        weights = [grades.weight_of(proof) for proof in (ANY_MAIL, FILED_MAIL, OWN_MAIL)]
        assert weights == [Weight.MAILBOX, Weight.CAMPAIGN, Weight.CAMPAIGN]


class TestIsFreeMail:
    def test_knows_the_large_providers_and_what_is_below_them(self):
        free = ["gmail.com", "Outlook.com", "proton.me", "hey.com", "comcast.net", "a.yahoo.com"]
        assert [name for name in free if not grades.is_free_mail(name)] == []
        assert not grades.is_free_mail("ada.example")
