from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidates.models import Correction
from tests.candidates.admin.pages import list_of, page_of
from tests.factories import run


class TestCorrectionForm:
    def test_keeps_a_claim_as_it_came(self, admin_client: Client):
        claim = Correction.objects.create(candidacy=run(), field="party", claimed_value="none")
        page = admin_client.get(page_of(claim))
        assert not page.context["adminform"].form.fields


class TestAcknowledge:
    def test_is_offered_once_and_says_by_when_to_decide(self, admin_client: Client):
        claim = Correction.objects.create(candidacy=run(), field="party", claimed_value="none")
        address = reverse("admin:candidates_correction_acknowledge", args=[claim.pk])
        assert address in admin_client.get(page_of(claim)).text
        unread = admin_client.get(list_of("correction"), {"state": "unread"})
        assert list(unread.context["cl"].result_list) == [claim]
        assert "<dd>none</dd>" in admin_client.get(address).text
        done = admin_client.post(address, follow=True)
        assert "Marked as read. Decide by" in done.text
        assert address not in done.text
        assert admin_client.post(address).status_code == 422


class TestDecide:
    def claim(self, **attributes: str) -> Correction:
        """Return a claim about a campaign that was corrected since."""
        claim = Correction.objects.create(
            candidacy=run(), field="party", claimed_value="none", **attributes
        )
        claim.candidacy.updated_at = timezone.now()
        claim.candidacy.save(update_fields=["updated_at"])
        return claim

    def address(self, claim: Correction) -> str:
        return reverse("admin:candidates_correction_decide", args=[claim.pk])

    def test_says_who_decided_when_and_why(self, admin_client: Client, organizer):
        claim = self.claim()
        admin_client.post(self.address(claim), {"decision": "accepted", "explanation": "Right."})
        claim.refresh_from_db()
        assert (claim.decision, claim.decided_by) == ("accepted", organizer)
        assert (claim.explanation, bool(claim.decided_at)) == ("Right.", True)

    def test_shows_what_is_on_record_beside_what_it_should_say(self, admin_client: Client):
        page = admin_client.get(self.address(self.claim())).content.decode()
        assert "<dd>Democratic</dd>" in page
        assert "<dd>none</dd>" in page

    def test_accepts_nothing_while_the_record_says_what_it_said(self, admin_client: Client):
        claim = self.claim()
        Correction.objects.update(received_at=timezone.now())
        refused = admin_client.post(self.address(claim), {"decision": "accepted"})
        assert refused.status_code == 422
        assert "Correct the record first" in refused.content.decode()
        knowing = {"decision": "accepted", "is_already_correct": "on"}
        assert admin_client.post(self.address(claim), knowing).status_code == 302

    def test_rejects_without_a_change(self, admin_client: Client):
        claim = self.claim()
        Correction.objects.update(received_at=timezone.now())
        admin_client.post(self.address(claim), {"decision": "rejected"})
        claim.refresh_from_db()
        assert claim.decision == "rejected"

    def test_is_done_once(self, admin_client: Client):
        claim = self.claim()
        admin_client.post(self.address(claim), {"decision": "accepted"})
        response = admin_client.post(self.address(claim), {"decision": "rejected"})
        assert response.status_code == 422
        assert "already decided" in response.content.decode()
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
        claim = self.claim(quarantine="honeypot")
        release = reverse("admin:candidates_correction_release", args=[claim.pk])
        assert release in admin_client.get(page_of(claim)).content.decode()
        early = admin_client.post(self.address(claim), {"decision": "accepted"})
        assert early.status_code == 422
        admin_client.post(release)
        assert Correction.objects.undecided().get() == claim

    def test_has_a_queue(self, admin_client: Client):
        claim, apart = self.claim(), self.claim(quarantine="honeypot")
        for state, row in (("waiting", claim), ("apart", apart)):
            page = admin_client.get(list_of("correction"), {"state": state})
            assert list(page.context["cl"].result_list) == [row]
