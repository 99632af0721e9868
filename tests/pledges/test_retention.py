"""What nobody needs any more is erased, and nothing before its time."""

from __future__ import annotations

import datetime
import threading

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from campaign.lib import outbox, retention
from campaign.lib.outbox.models import Message
from pledges.mail import links
from pledges.models import Follow, MailedLink, PaperBatch, Signature, SignUp, Supporter
from pledges.retention import past_follows, scans_on_paper
from pledges.signing import confirm
from pledges.statistics import petition_figures
from pledges.tasks import forget_networks
from tests.factories import run
from tests.pledges.follows import a_follow
from tests.pledges.people import State, a_paper_batch, a_petition, a_signature, a_supporter

NOW = datetime.datetime(2026, 9, 1, 16, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.mark.django_db
class TestPurge:
    @pytest.fixture(autouse=True)
    def petition(self):
        self.petition = a_petition()

    def purge(self, *, is_dry_run=False):
        return sum(count for _rule, count in retention.purge(NOW, is_dry_run=is_dry_run))

    def test_deletes_what_nobody_confirmed_within_seven_days_of_our_email_and_its_signer(self):
        for days in (6.9, 7.1):
            a_signature(
                self.petition,
                a_supporter(confirmed_at=None, created_at=NOW - 9 * DAY),
                state=State.PENDING,
                signed_at=NOW - 9 * DAY,
                emailed_at=NOW - days * DAY,
            )
        self.purge()
        assert Signature.objects.get().emailed_at == NOW - 6.9 * DAY
        assert Supporter.objects.count() == 1

    def test_keeps_what_was_never_emailed_about_for_a_month(self):
        for days in (29.9, 30.1):
            who = a_supporter(confirmed_at=None, created_at=NOW - days * DAY)
            a_signature(self.petition, who, state=State.PENDING, signed_at=NOW - days * DAY)
        self.purge()
        assert Signature.objects.get().signed_at == NOW - 29.9 * DAY

    def test_deletes_sign_ups_that_could_not_be_answered(self):
        for days in (29, 31):
            SignUp.objects.create(sent_at=NOW - days * DAY, tries=3, name="Ines Basalt")
        self.purge()
        assert SignUp.objects.get().sent_at == NOW - 29 * DAY

    def test_deletes_what_was_withdrawn_or_quarantined_a_month_ago(self):
        for days in (29, 31):
            a_signature(self.petition, state=State.WITHDRAWN, withdrawn_at=NOW - days * DAY)
            a_signature(
                self.petition,
                state=State.QUARANTINED,
                quarantine="limit",
                signed_at=NOW - days * DAY,
            )
        self.purge()
        assert Signature.objects.count() == 2

    def test_deletes_supporters_without_a_signature_unless_they_just_came(self):
        a_supporter(agreed_at=NOW, created_at=NOW - 99 * DAY)
        a_supporter(created_at=NOW - 99 * DAY)
        newcomer = a_supporter(created_at=NOW)
        self.purge()
        assert Supporter.objects.get() == newcomer

    def test_forgets_old_mails_and_links(self):
        supporter = a_supporter(agreed_at=NOW)
        for days in (89, 91):
            outbox.queue("already", [1], now=NOW - days * DAY)
        Message.objects.update(outcome="sent", finished_at=NOW)
        for days in (-1, 1):
            MailedLink.objects.create(
                purpose="me",
                supporter=supporter,
                token_hash=str(days).encode(),
                expires_at=NOW + days * DAY,
            )
        self.purge()
        assert Message.objects.count() == 1
        assert MailedLink.objects.count() == 1

    def test_forgets_networks_after_48_hours(self):
        now = timezone.now()
        for hours in (47, 49):
            a_signature(
                self.petition,
                block_hash=b"x" * 32,
                signed_at=now - datetime.timedelta(hours=hours),
            )
            SignUp.objects.create(
                block_hash=b"x" * 32, sent_at=now - datetime.timedelta(hours=hours)
            )
        forget_networks(int(now.timestamp()))
        assert Signature.objects.filter(block_hash__isnull=False).count() == 1
        assert SignUp.objects.filter(block_hash__isnull=False).count() == 1

    def test_only_counts_in_a_dry_run(self, capsys):
        long_ago = timezone.now() - 400 * DAY
        a_signature(self.petition, state=State.PENDING, signed_at=long_ago, block_hash=b"x")
        call_command("purge", "--dry-run")
        assert "signatures not confirmed" in capsys.readouterr().out
        assert Signature.objects.get().block_hash

    def test_leaves_a_signature_that_counts(self):
        a_signature(self.petition, signed_at=NOW - 400 * DAY, confirmed_at=NOW - 400 * DAY)
        self.purge()
        assert Signature.objects.confirmed().count() == 1

    def test_forgets_who_never_confirmed_also_where_a_rule_took_them_out(self):
        invalidation = self.petition.invalidations.create(postal_code="1", public_reason="x")
        taken_out = {"state": State.INVALID, "invalidation": invalidation}
        long_ago = NOW - 40 * DAY
        for before in ("pending", "confirmed", "withdrawn"):
            a_signature(
                self.petition,
                a_supporter(created_at=long_ago),
                signed_at=long_ago,
                withdrawn_at=long_ago if before == "withdrawn" else None,
                confirmed_at=long_ago,
                state_before=before,
                **taken_out,
            )
        self.purge()
        assert Signature.objects.get().state_before == "confirmed"
        assert Supporter.objects.count() == 1

    def test_forgets_which_networks_sent_unusually_much(self):
        for hours, kind in ((47, "block"), (49, "block"), (49, "domain")):
            self.petition.surges.create(
                kind=kind,
                key=bytes([hours]) * 32,
                hour=NOW - datetime.timedelta(hours=hours),
                count=99,
                usual_count=1,
            )
        self.purge()
        assert self.petition.surges.count() == 2


@pytest.mark.django_db
class TestPastFollows:
    def test_go_90_days_after_the_general_election_with_who_signed_nothing(self):
        run(race__cycle__general_election_on=datetime.date(2026, 11, 3))
        signed, only_follows = a_supporter(created_at=NOW), a_supporter(created_at=NOW)
        a_signature(a_petition(), signed)
        for supporter in (signed, only_follows):
            a_follow("MI", supporter)
        end = datetime.datetime(2027, 2, 1, 12, tzinfo=datetime.UTC)
        retention.purge(end - DAY, is_dry_run=False)
        assert Follow.objects.count() == 2
        retention.purge(end, is_dry_run=False)
        assert not Follow.objects.exists()
        assert list(Supporter.objects.all()) == [signed]

    def test_go_when_nobody_confirms_them(self):
        run()
        asked = {"confirmed_at": None, "told_since": None, "told_through": None}
        kept = [
            a_follow("MI"),
            a_follow("MI", **asked, asked_at=NOW - 20 * DAY, emailed_at=NOW - 6 * DAY),
            a_follow("MI", **asked, asked_at=NOW - 20 * DAY),
        ]
        a_follow("MI", **asked, asked_at=NOW - 20 * DAY, emailed_at=NOW - 7 * DAY)
        a_follow("MI", **asked, asked_at=NOW - 30 * DAY)
        assert past_follows(NOW, is_dry_run=True) == 2
        assert past_follows(NOW, is_dry_run=False) == 2
        assert set(Follow.objects.all()) == set(kept)


@pytest.mark.django_db(transaction=True)
class TestPurgeAtOnce:
    def test_leaves_what_its_owner_confirms_meanwhile(self):
        long_ago = timezone.now() - 8 * DAY
        signature = a_signature(
            a_petition(),
            a_supporter(confirmed_at=None, created_at=long_ago),
            state=State.PENDING,
            signed_at=long_ago,
            emailed_at=long_ago,
        )
        links.stored_url(links.confirm_link(signature, now=NOW))
        # The clocks of two machines may differ by more than the link has left.
        MailedLink.objects.update(expires_at=timezone.now() + DAY)
        with transaction.atomic():
            link = MailedLink.objects.get()
            content = confirm.content_of(signature)
            assert confirm.confirm(link, content, seen=None, now=timezone.now())
            purging = threading.Thread(target=self.purge)
            purging.start()
            purging.join(timeout=1)
            assert purging.is_alive()
        purging.join()
        signature.refresh_from_db()
        assert signature.is_confirmed
        assert link.supporter.signatures.count() == 1

    def purge(self):
        retention.purge(timezone.now(), is_dry_run=False)
        connection.close()


def a_scanned_batch(petition=None, **values) -> PaperBatch:
    """Return a batch whose scan is there, of a petition that ended long ago."""
    ended = {"state": "closed", "state_since": NOW - 400 * DAY}
    values = {"entered_at": NOW - 500 * DAY, **values}
    batch = a_paper_batch(petition or a_petition(**ended), 12, **values)
    batch.scan.save("sheet.jpg", ContentFile(b"Ana Lima, 12 Elm Street"))
    return batch


def is_kept(batch: PaperBatch) -> bool:
    """Purge, and say whether the scan is there."""
    scans_on_paper(NOW, is_dry_run=False)
    batch.refresh_from_db()
    return bool(batch.scan)


@pytest.mark.django_db
class TestScansOnPaper:
    @pytest.fixture(autouse=True)
    def folder(self, settings, tmp_path):
        settings.PRIVATE_MEDIA_ROOT = tmp_path
        return tmp_path

    @pytest.mark.parametrize("state", ["closed", "won", "withdrawn"])
    @pytest.mark.parametrize(("days", "kept"), [(89, True), (91, False)])
    def test_waits_ninety_days_after_the_end(self, state, days, kept):
        petition = a_petition(state=state, state_since=NOW - days * DAY, state_note="Over.")
        assert is_kept(a_scanned_batch(petition)) is kept

    @pytest.mark.parametrize(("days", "kept"), [(-9, True), (89, True), (91, False)])
    def test_takes_a_petition_for_ended_when_its_time_is_over(self, days, kept):
        petition = a_petition(closes_at=NOW - days * DAY)
        assert is_kept(a_scanned_batch(petition)) is kept

    @pytest.mark.parametrize("state", ["draft", "open", "paused"])
    def test_keeps_what_is_still_collected(self, state):
        assert is_kept(a_scanned_batch(a_petition(state=state, state_since=NOW - 400 * DAY)))

    @pytest.mark.parametrize(("days", "kept"), [(89, True), (91, False)])
    def test_lets_a_sheet_that_came_late_be_checked(self, days, kept):
        assert is_kept(a_scanned_batch(entered_at=NOW - days * DAY)) is kept

    @pytest.mark.parametrize(("days", "kept"), [(29, True), (31, False)])
    def test_waits_thirty_days_after_a_batch_was_taken_back(self, days, kept):
        taken_back = {"taken_back_at": NOW - days * DAY, "taken_back_reason": "Twice."}
        assert is_kept(a_scanned_batch(a_petition(), **taken_back)) is kept

    def test_leaves_the_number_and_the_hash_and_no_file(self, folder):
        batch = a_scanned_batch()
        assert [file.name for file in folder.rglob("*") if file.is_file()]
        assert not is_kept(batch)
        assert not [file for file in folder.rglob("*") if file.is_file()]
        assert batch.sha256
        assert petition_figures(batch.petition).on_paper == 12
        assert scans_on_paper(NOW, is_dry_run=False) == 0

    def test_goes_on_where_it_was_killed_between_file_and_row(self, folder):
        batch = a_scanned_batch()
        batch.scan.storage.delete(batch.scan.name)
        assert not is_kept(batch)

    def test_only_counts_in_a_dry_run(self, folder):
        batch = a_scanned_batch()
        assert scans_on_paper(NOW, is_dry_run=True) == 1
        batch.refresh_from_db()
        assert (folder / batch.scan.name).read_bytes() == b"Ana Lima, 12 Elm Street"
