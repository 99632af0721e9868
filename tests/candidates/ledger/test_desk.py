from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from candidates import ledger
from candidates.desk import links, receipts
from candidates.models import Answer, DeskSubmission
from tests.candidates.desk.desks import a_link, submit, waiting
from tests.factories import SOURCE, OrganizerFactory, publish_answer, run
from tests.pictures import pdf, picture, uploaded

pytestmark = pytest.mark.django_db


class TestRecord:
    def test_drafts_every_kind_of_answer_with_what_was_sent(self, subtests):
        kinds = {
            "sign": "signed",
            "decline": "refused",
            "sign-with-changes": "signed_with_changes",
            "take-back": "rescinded",
        }
        for action, kind in kinds.items():
            with subtests.test(action):
                link = a_link()
                if action == "take-back":
                    publish_answer(link.candidacy)
                sent = submit(link, action)
                answer = ledger.desk.record(sent, by=OrganizerFactory.create())
                assert (answer.kind, answer.signer_role) == (kind, "candidate")
                assert answer.statement == "I have seen the cells."
                assert bool(answer.changed_text) == (action == "sign-with-changes")
                assert answer.answered_on == timezone.localdate(sent.received_at)
                lead = answer.lead_evidence
                assert (lead.kind, lead.sha256) == ("desk", sent.sha256)
                with lead.original.open() as file:
                    assert file.read() == sent.text.encode()
                assert not lead.public_copy

    def test_keeps_files_and_the_recording_as_evidence(self):
        files = [uploaded(picture(), "photo.jpg"), uploaded(pdf(), "page.pdf")]
        sent = submit(a_link(), scans=files, recording_url="https://video.example/1")
        answer = ledger.desk.record(sent, by=OrganizerFactory.create())
        kinds = list(answer.evidence.order_by("pk").values_list("kind", flat=True))
        assert kinds == ["desk", "signed_document", "signed_document", "recording"]
        assert [bool(item.public_copy) for item in answer.evidence.order_by("pk")][1]

    def test_keeps_a_proof_if_the_campaign_publishes_the_address(self):
        campaign = run(published_email="Desk@basalt.example", published_contact_source=SOURCE)
        other = a_link(campaign, "ines@gmail.com")
        by = OrganizerFactory.create()
        assert not ledger.desk.record(submit(other, "decline"), by=by).proofs.exists()
        sent = submit(a_link(campaign))
        proof = ledger.desk.record(sent, by=by).proofs.get()
        assert (proof.proved_at, proof.source_url) == (sent.received_at, SOURCE)
        assert proof.rests_on == "domain:basalt.example"

    def test_keeps_no_proof_of_a_link_that_was_turned_off(self):
        campaign = run(published_email="desk@basalt.example", published_contact_source=SOURCE)
        link, by = a_link(campaign), OrganizerFactory.create()
        sent = submit(link)
        links.revoke(link, by=by, now=timezone.now())
        assert not ledger.desk.record(sent, by=by).proofs.exists()

    def test_leaves_verifying_to_somebody_else(self):
        recorder = OrganizerFactory.create()
        answer = ledger.desk.record(submit(a_link(), "decline"), by=recorder)
        with pytest.raises(ValidationError, match="someone else has to verify"):
            ledger.answers.verify(answer, by=recorder)
        with pytest.raises(ValidationError):
            ledger.answers.publish(answer, now=timezone.now())
        ledger.answers.verify(answer, by=OrganizerFactory.create())
        ledger.answers.publish(answer, now=timezone.now())
        answer.candidacy.refresh_from_db()
        assert answer.candidacy.status == "refused"
        assert DeskSubmission.objects.get().is_accepted
        assert waiting(receipts.KIND) == 2

    def test_leaves_verifying_to_nobody_who_sent_the_link(self, settings):
        link = a_link()
        answer = ledger.desk.record(submit(link), by=OrganizerFactory.create())
        for user, drafts in ((link.sent_by, []), (OrganizerFactory.create(), [answer])):
            assert list(ledger.answers.by_others(Answer.objects.all(), user)) == drafts
        with pytest.raises(ValidationError, match="You sent the link"):
            ledger.answers.verify(answer, by=link.sent_by)
        settings.TWO_PERSON_RULE = False
        ledger.answers.verify(answer, by=link.sent_by)

    def test_is_done_once_and_again_after_the_draft_is_discarded(self):
        sent = submit(a_link())
        answer = ledger.desk.record(sent, by=OrganizerFactory.create())
        with pytest.raises(ValidationError, match="already took care"):
            ledger.desk.record(sent, by=OrganizerFactory.create())
        ledger.answers.discard(answer)
        sent.refresh_from_db()
        assert sent in DeskSubmission.objects.waiting()
        ledger.desk.record(sent, by=OrganizerFactory.create())
        assert Answer.objects.count() == 1

    def test_keeps_what_the_campaign_sent(self):
        answer = ledger.desk.record(submit(a_link()), by=OrganizerFactory.create())
        with pytest.raises(ValidationError, match="The campaign sent this itself"):
            ledger.evidence.replace(answer.lead_evidence, None)


class TestAccept:
    def test_publishes_a_reply_and_lets_a_second_one_take_its_place(self):
        link = a_link()
        publish_answer(link.candidacy, "refused")
        for words in ("First.", "Second."):
            sent = submit(link, "reply", words=words)
            ledger.desk.accept(sent, by=OrganizerFactory.create(), now=timezone.now())
        replies = DeskSubmission.objects.of_campaign(link.candidacy).published_replies()
        assert [reply.words for reply in replies] == ["Second.", "First."]

    def test_is_not_up_to_whoever_sent_the_link(self, settings):
        link = a_link()
        publish_answer(link.candidacy, "refused")
        sent, by = submit(link, "reply"), link.sent_by
        with pytest.raises(ValidationError, match="You sent this link"):
            ledger.desk.accept(sent, by=by, now=timezone.now())
        settings.TWO_PERSON_RULE = False
        ledger.desk.accept(sent, by=by, now=timezone.now())
        sent.refresh_from_db()
        assert sent.is_accepted


class TestSetAside:
    def test_says_why_once(self):
        sent = submit(a_link())
        by, now = OrganizerFactory.create(), timezone.now()
        ledger.desk.set_aside(sent, by=by, now=now, explanation="Sign it yourself, please.")
        with pytest.raises(ValidationError, match="already took care"):
            ledger.desk.set_aside(sent, by=by, now=now, explanation="Again.")
        assert waiting(receipts.KIND) == 2

    def test_leaves_a_dispute_to_two_people_while_they_can_decide(self):
        link = a_link()
        publish_answer(link.candidacy)
        sent, by, now = submit(link, "dispute"), OrganizerFactory.create(), timezone.now()
        with pytest.raises(ValidationError, match="two people decide"):
            ledger.desk.set_aside(sent, by=by, now=now, explanation="No.")
        with pytest.raises(ValidationError, match="a dispute"):
            ledger.desk.accept(sent, by=by, now=now)
        cycle = link.candidacy.race.cycle
        cycle.archived_at = now
        cycle.save()
        ledger.desk.set_aside(sent, by=by, now=now, explanation="The election is over.")
        sent.refresh_from_db()
        assert sent.decision == "set_aside"
