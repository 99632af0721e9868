"""What the database holds proofs to, whoever writes."""

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from candidates import ledger
from candidates.models import Answer, Proof, ProofCode
from tests.factories import SOURCE, OrganizerFactory, publish_answer, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer() -> Answer:
    return publish_answer(run())


@pytest.fixture
def organizer() -> User:
    return OrganizerFactory.create()


def call(answer: Answer, by: User) -> Proof:
    return ledger.proofs.add_call(
        answer, number="555-010-0199", source_url=SOURCE, note="", by=by, now=timezone.now()
    )


def refused(name: str, change) -> bool:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        change()
    return True


class TestProof:
    def test_is_never_edited_or_deleted_once_the_answer_is_public(self, answer, organizer):
        proof = call(answer, organizer)
        name = "proof_of_a_published_answer_stays"
        rows = Proof.objects.filter(pk=proof.pk)
        assert refused(name, lambda: rows.update(source_url="https://example.com/"))
        assert refused(name, lambda: rows.delete())
        ledger.proofs.withdraw(proof, reason="A wrong number.", by=organizer, now=timezone.now())
        assert refused(name, lambda: rows.update(withdrawal_reason="Another."))

    def test_has_a_link_or_bytes_and_a_second_caller_who_is_another(self, answer, organizer):
        proof = call(answer, organizer)
        rows, now = Proof.objects.filter(pk=proof.pk), timezone.now()
        own = {"seconded_by": organizer, "seconded_at": now}
        assert refused("proof_second_call_is_by_someone_else", lambda: rows.update(**own))
        assert refused("proof_withdrawal_has_a_reason", lambda: rows.update(withdrawn_at=now))
        row = {"answer": answer, "proved_at": now, "rests_on": "domain:ada.example", "said": ""}
        for kind, name in {
            "social_post": "proof_of_a_published_channel_has_its_link",
            "dns_record": "proof_that_we_checked_keeps_its_bytes",
        }.items():
            assert refused(name, lambda kind=kind: Proof.objects.create(kind=kind, **row))

    def test_stands_once_it_is_finished_and_until_it_is_withdrawn(self, answer, organizer):
        proof, now = call(answer, organizer), timezone.now()
        assert not Proof.objects.standing()
        ledger.proofs.second_call(proof, note="", by=OrganizerFactory.create(), now=now)
        assert [str(row) for row in Proof.objects.standing()] == [str(proof)]
        ledger.proofs.withdraw(proof, reason="A wrong number.", by=organizer, now=now)
        assert not Proof.objects.standing()


class TestProofCode:
    def test_keeps_only_what_the_code_is_made_from(self, answer, organizer):
        code = ledger.proofs.give_code(answer, by=organizer, now=timezone.now())
        row = ProofCode.objects.get()
        assert code not in {str(value) for value in vars(row).values()}
        assert str(row) == str(row.pk)
