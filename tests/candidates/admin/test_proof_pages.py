"""The page of an answer's proofs, and what organizers do there."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidates import ledger
from candidates.models import Proof
from tests.candidates.admin.drafts import page
from tests.factories import SOURCE, publish_answer, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer():
    return publish_answer(run(campaign_url="https://ada.example/"))


def of_proof(name: str, proof: Proof) -> str:
    return reverse(f"admin:candidates_answer_{name}", args=[proof.pk])


class TestProofs:
    def test_shows_codes_and_what_the_public_reads(self, admin_client: Client, answer):
        assert "evidence alone" in admin_client.get(page("review", answer)).text
        admin_client.post(page("code", answer))
        code = ledger.proofs.codes_of(answer, now=timezone.now())[0][0]
        text = admin_client.get(page("proofs", answer)).text
        assert code in text
        assert "evidence alone" in text


class TestProve:
    def test_keeps_what_was_typed_when_it_is_refused(self, admin_client: Client, answer):
        url = reverse("admin:candidates_answer_prove", args=[answer.pk, "call_back"])
        typed = {"number": "555-010-0199", "source_url": SOURCE, "note": "They said yes."}
        response = admin_client.post(url, typed)
        assert response.status_code == 422
        assert "They said yes." in response.text
        response = admin_client.post(url, typed | {"source_url": "https://ada.example/"})
        assert response.url == page("proofs", answer)
        unknown = reverse("admin:candidates_answer_prove", args=[answer.pk, "oath"])
        assert admin_client.get(unknown).status_code == 404


class TestSecondCall:
    def test_is_for_someone_else(self, admin_client: Client, second: Client, answer, organizer):
        proof = ledger.proofs.add_call(
            answer, number="555", source_url=SOURCE, note="", by=organizer, now=timezone.now()
        )
        url = of_proof("second_call", proof)
        response = admin_client.post(url, {"note": "Yes."})
        assert (response.status_code, "Someone else" in response.text) == (422, True)
        second.post(url, {"note": "Yes."})
        assert Proof.objects.get().is_finished
        admin_client.post(of_proof("withdraw_proof", proof), {"reason": "A wrong number."})
        assert Proof.objects.get().is_withdrawn
        assert "A wrong number." in admin_client.get(page("proofs", answer)).text


class TestOriginal:
    def test_is_a_private_download(self, admin_client: Client, answer, organizer):
        proof = ledger.proofs.add_link_proof(
            answer, address="ada@gmail.com", source_url=SOURCE, by=None, now=timezone.now()
        )
        assert admin_client.get(of_proof("proof_original", proof)).status_code == 404
