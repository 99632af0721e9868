"""Proofs of answers: codes given out, proofs kept, seconded and withdrawn."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from candidates import ledger
from candidates.ledger import proofs
from candidates.models import Answer, Proof, ProofCode
from candidates.proof_words import confirmed_in_words
from candidates.proofs.fetching import Fetched
from candidates.proofs.websites import Website
from tests.factories import (
    SOURCE,
    EvidenceFactory,
    OrganizerFactory,
    draft_answer,
    publish_answer,
    run,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def link(answer: Answer, address: str = "ada@gmail.com") -> Proof:
    return proofs.add_link_proof(answer, address=address, source_url=SOURCE, by=None, now=NOW)


def site_code(answer: Answer) -> Proof:
    by = OrganizerFactory.create()
    code = proofs.give_code(answer, by=by, now=NOW)
    page = Fetched("https://ada.example/pledge", "93.184.216.34", f"<p>{code}".encode())
    return proofs.add_site_code(answer, page, site=Website("https://ada.example"), by=by, now=NOW)


def words(answer: Answer) -> str:
    return confirmed_in_words(proofs.of_these_words(answer))


class TestAddLinkProof:
    def test_counts_each_mailbox_once(self):
        answer = publish_answer(run())
        link(answer)
        assert words(answer).endswith("one proof")
        with pytest.raises(IntegrityError, match="proof_is_recorded_once"), transaction.atomic():
            link(answer, "A.da+news@gmail.com")
        site_code(answer)
        assert words(answer).endswith("two independent proofs")
        answer.candidacy.refresh_from_db()
        assert answer.candidacy.updated_at == NOW

    def test_is_refused_for_retracted_answers_and_archived_cycles(self):
        answer = publish_answer(run())
        ledger.answers.retract(answer, reason="Wrong.", now=NOW)
        with pytest.raises(ValidationError, match="retracted"):
            link(answer)
        answer = publish_answer(run())
        answer.candidacy.race.cycle.archived_at = NOW
        answer.candidacy.race.cycle.save()
        with pytest.raises(ValidationError, match="archived"):
            link(answer)


class TestAddSiteCode:
    def test_keeps_the_bytes_private_with_their_hash(self):
        proof = site_code(draft_answer(run()))
        with proof.original.open() as kept:
            assert kept.read().startswith(b"<p>")
        assert len(proof.sha256) == 64
        assert "93.184.216.34" in proof.details

    def test_wants_a_code_of_this_answer_that_still_works(self):
        answer, other = draft_answer(run()), draft_answer(run())
        code = proofs.give_code(other, by=None, now=NOW)
        with pytest.raises(ValidationError, match="code isn’t there"):
            proofs.refuse_without_code(code, answer, now=NOW)
        proofs.refuse_without_code(code, other, now=NOW)
        with pytest.raises(ValidationError, match="expired"):
            proofs.refuse_without_code(code, other, now=NOW + ProofCode.VALID_FOR)


class TestSecondCall:
    def test_takes_another_person(self):
        answer, caller = draft_answer(run()), OrganizerFactory.create()
        number = {"number": "555-010-0199", "source_url": SOURCE, "note": "Yes."}
        proof = proofs.add_call(answer, by=caller, now=NOW, **number)
        assert "evidence alone" in words(answer)
        with pytest.raises(ValidationError, match="Someone else"):
            proofs.second_call(proof, note="", by=caller, now=NOW)
        proofs.second_call(proof, note="Yes.", by=OrganizerFactory.create(), now=NOW)
        assert words(answer).endswith("one proof")


class TestWithdraw:
    def test_keeps_the_proof_and_its_reason(self):
        answer = publish_answer(run())
        proof, by = link(answer), OrganizerFactory.create()
        proofs.withdraw(proof, reason="Not their address.", by=by, now=NOW)
        assert "evidence alone" in words(answer)
        with pytest.raises(ValidationError, match="already"):
            proofs.withdraw(proof, reason="Again.", by=by, now=NOW)


class TestWithdrawOfOtherWords:
    def test_withdraws_what_proves_another_text_when_the_draft_is_published(self):
        answer = draft_answer(run())
        code = proofs.give_code(answer, by=None, now=NOW)
        link(answer)
        answer.kind = "refused"
        answer.save()
        assert "evidence alone" in words(answer)
        with pytest.raises(ValidationError, match="code isn’t there"):
            proofs.refuse_without_code(code, answer, now=NOW)
        ledger.notices.note_older(answer)
        ledger.answers.verify(answer, by=OrganizerFactory.create())
        ledger.answers.publish(answer, now=NOW)
        assert "changed after this proof" in Proof.objects.get().withdrawal_reason


class TestCopy:
    def test_leaves_a_correction_its_proofs_while_it_says_the_same(self):
        answer = publish_answer(run())
        link(answer)
        draft = ledger.answers.correct(answer, by=OrganizerFactory.create())
        assert words(draft).endswith("one proof")
        draft.signer_name = "Somebody else"
        assert "evidence alone" in words(draft)


class TestDiscard:
    def test_deletes_the_proofs_of_a_draft_with_their_files(
        self, django_capture_on_commit_callbacks
    ):
        answer = draft_answer(run())
        proof = site_code(answer)
        storage, name = proof.original.storage, proof.original.name
        with django_capture_on_commit_callbacks(execute=True):
            ledger.answers.discard(answer)
        assert not storage.exists(name)
        assert not Proof.objects.exists()


class TestScreenshots:
    def test_never_publish_an_answer_alone(self):
        answer = draft_answer(run())
        lead = answer.lead_evidence
        lead.kind, lead.url = "email", ""
        lead.original, lead.sha256 = "evidence/a.png", "0" * 64
        lead.save()
        ledger.answers.verify(answer, by=OrganizerFactory.create())
        with pytest.raises(ValidationError, match="screenshot alone"):
            ledger.answers.publish(answer, now=NOW)
        with pytest.raises(IntegrityError, match="more_than_a_screenshot"), transaction.atomic():
            Answer.objects.filter(pk=answer.pk).update(published_at=NOW, position=1)
        link(answer)
        ledger.answers.publish(answer, now=NOW)
        assert answer.is_published

    def test_are_enough_beside_anything_else(self):
        answer = draft_answer(run())
        lead = answer.lead_evidence
        lead.kind, lead.url = "social_post", ""
        lead.original, lead.sha256 = "evidence/a.png", "0" * 64
        lead.save()
        EvidenceFactory.create(answer=answer, kind="press_report")
        ledger.answers.verify(answer, by=OrganizerFactory.create())
        ledger.answers.publish(answer, now=NOW)
        assert answer.is_published
