import datetime

from django.http import QueryDict

from candidates.admin.calling_forms import CallForm

TODAY = datetime.date(2026, 6, 15)
KEY = "form_key=2f1acc6c-c3a6-4542-bd0e-3a9f4d1f7a11"


def errors_in(typed: str) -> set[str]:
    return set(
        CallForm(QueryDict(f"{KEY}&{typed}"), numbers=[], today=TODAY, may_see_private=False).errors
    )


class TestCallForm:
    def test_asks_for_what_an_outcome_needs(self):
        assert errors_in("") == {"outcome"}
        assert errors_in("outcome=sent") == {"outcome"}
        assert errors_in("outcome=promised") == {"promised_on"}
        assert errors_in("outcome=promised&promised_on=2026-06-14") == {"promised_on"}
        assert errors_in("outcome=promised&promised_on=soon") == {"promised_on"}
        assert errors_in("outcome=promised&promised_on=2062-06-15") == {"promised_on"}
        assert errors_in("outcome=promised&promised_on=2026-06-15") == set()
        assert errors_in("outcome=promised&promised_on=2027-06-15") == set()
        assert errors_in("outcome=do_not_contact") == {"note"}
        assert errors_in("outcome=do_not_contact&note=Their+manager") == set()

    def test_takes_an_entry_that_needs_nothing_more(self):
        for outcome in ("no_answer", "voicemail", "spoke", "bad_contact"):
            assert errors_in(f"outcome={outcome}") == set()

    def test_names_no_private_contact_of_whom_may_not_see_it(self):
        assert errors_in("outcome=bad_contact&contact=contact_phone") == {"contact"}
        assert errors_in("outcome=bad_contact&contact=published_phone") == set()
        posted = QueryDict(f"{KEY}&outcome=bad_contact&contact=contact_phone")
        assert CallForm(posted, numbers=[], today=TODAY, may_see_private=True).is_valid()

    def test_offers_a_week_for_an_answer(self):
        form = CallForm(None, numbers=[], today=TODAY, may_see_private=True)
        assert form["promised_on"].value() == datetime.date(2026, 6, 22)
