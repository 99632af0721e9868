from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidates.models import Correction, Outreach
from tests.candidates.admin.pages import add_to, list_of, page_of
from tests.factories import run


class TestOutreachForm:
    def test_begins_with_today_and_oneself(self, admin_client: Client, organizer):
        form = admin_client.get(add_to("outreach")).context["adminform"].form
        assert form["done_on"].value() == timezone.localdate()
        assert form["by"].value() == organizer.pk

    def test_adds_an_entry(self, admin_client: Client, organizer):
        candidacy = run()
        admin_client.post(
            add_to("outreach"),
            {
                "candidacy": candidacy.pk,
                "channel": "phone",
                "done_on": "2026-02-03",
                "by": organizer.pk,
                "outcome": "left a message",
            },
        )
        assert Outreach.objects.get(candidacy=candidacy).channel == "phone"


class TestCorrectionForm:
    def test_keeps_a_claim_as_it_came(self, admin_client: Client):
        claim = Correction.objects.create(candidacy=run(), field="party", claimed_value="none")
        page = admin_client.get(page_of(claim))
        assert not page.context["adminform"].form.fields


class TestAnyForm:
    def test_says_that_a_key_is_none(self, admin_client: Client):
        for key in ("x", "9" * 30, "-1", "٣"):
            typed = {"candidacy": key, "channel": "phone", "done_on": "2026-02-03"}
            response = admin_client.post(add_to("outreach"), typed)
            assert response.status_code == 422
            assert "candidacy" in response.context["adminform"].form.errors
            assert admin_client.get(add_to("outreach"), {"candidacy": key}).status_code == 200


class TestDecide:
    def claim(self, **attributes: str) -> Correction:
        return Correction.objects.create(
            candidacy=run(), field="party", claimed_value="none", **attributes
        )

    def address(self, claim: Correction) -> str:
        return reverse("admin:candidates_correction_decide", args=[claim.pk])

    def test_says_who_decided_when_and_why(self, admin_client: Client, organizer):
        claim = self.claim()
        admin_client.post(self.address(claim), {"decision": "accepted", "explanation": "Right."})
        claim.refresh_from_db()
        assert (claim.decision, claim.decided_by) == ("accepted", organizer)
        assert (claim.explanation, bool(claim.decided_at)) == ("Right.", True)

    def test_is_done_once(self, admin_client: Client):
        claim = self.claim()
        admin_client.post(self.address(claim), {"decision": "accepted"})
        response = admin_client.post(self.address(claim), {"decision": "rejected"})
        assert response.status_code == 422
        assert "decided already" in response.content.decode()
        claim.refresh_from_db()
        assert claim.decision == "accepted"

    def test_is_offered_until_then(self, admin_client: Client):
        claim = self.claim()
        assert self.address(claim) in admin_client.get(page_of(claim)).content.decode()
        admin_client.post(self.address(claim), {"decision": "accepted"})
        assert self.address(claim) not in admin_client.get(page_of(claim)).content.decode()

    def test_is_a_choice_of_two(self, admin_client: Client):
        claim = self.claim()
        assert admin_client.post(self.address(claim), {"decision": "maybe"}).status_code == 422
        assert admin_client.get(self.address(claim)).status_code == 200
        claim.refresh_from_db()
        assert claim.decision == ""

    def test_comes_after_a_release_of_what_was_kept_apart(self, admin_client: Client):
        claim = self.claim(quarantine="trap")
        release = reverse("admin:candidates_correction_release", args=[claim.pk])
        assert release in admin_client.get(page_of(claim)).content.decode()
        early = admin_client.post(self.address(claim), {"decision": "accepted"})
        assert early.status_code == 422
        admin_client.post(release)
        assert Correction.objects.undecided().get() == claim

    def test_has_a_queue(self, admin_client: Client):
        claim, apart = self.claim(), self.claim(quarantine="trap")
        for state, row in (("waiting", claim), ("apart", apart)):
            page = admin_client.get(list_of("correction"), {"state": state})
            assert list(page.context["cl"].result_list) == [row]
