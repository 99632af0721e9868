"""Mailing an update: once to each who agreed, in steps, whatever happens in between."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.content.models import Profile
from campaign.lib.outbox import kinds
from campaign.lib.outbox.models import Message
from campaign.lib.retention import purge
from pledges.mail import update_emails, updates
from pledges.models import Suppression, Update
from pledges.signing import withdraw
from pledges.tasks import mail_updates
from tests.pledges.emails import send_due
from tests.pledges.people import a_petition, a_signature, a_supporter

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def update() -> Update:
    """Return an update that is ready to be mailed to five signers."""
    Profile.objects.create(name="Ours", ask="We ask.", postal_address="P.O. Box 1")
    petition = a_petition()
    for _number in range(5):
        a_signature(petition, a_supporter(agreed_at=timezone.now()))
    return Update.objects.create(
        petition=petition, title="News", body="Words.", published_at=timezone.now()
    )


def mailed(update: Update) -> list[int]:
    """Return who got an update or will, as often as they do."""
    messages = Message.objects.filter(kind="update", batch_id=update.pk).order_by("object_id")
    return list(messages.values_list("object_id", flat=True))


def begin(update: Update) -> None:
    updates.begin(update, now=timezone.now())


def go_on() -> None:
    """Do what the job does once."""
    mail_updates(timestamp=0)


class TestBegin:
    def refused(self, update: Update) -> list[str | None]:
        with pytest.raises(ValidationError) as refusal:
            begin(update)
        update.refresh_from_db()
        assert update.sending_asked_at is None
        return [error.code for error in refusal.value.error_list]

    def test_needs_a_postal_address(self, update):
        Profile.objects.update(postal_address="")
        assert self.refused(update) == ["no_postal_address"]

    def test_needs_the_update_on_its_page(self, update):
        Update.objects.update(published_at=timezone.now() + DAY)
        update.refresh_from_db()
        assert self.refused(update) == ["not_public"]

    def test_refuses_an_email_that_programs_would_cut_off(self, update):
        Update.objects.update(body="Many words.\n\n" * 8000)
        update.refresh_from_db()
        assert self.refused(update) == ["too_long"]

    def test_needs_somebody_who_agreed(self, update):
        for signature in update.petition.signatures.all():
            withdraw.stop_mail(signature.supporter, now=timezone.now())
        assert self.refused(update) == ["nobody"]

    def test_happens_once(self, update):
        begin(update)
        with pytest.raises(ValidationError, match="already emailed"):
            begin(update)


class TestAudience:
    def test_is_counted_where_signers_are_few(self, update):
        a_signature(update.petition)
        assert str(updates.audience_of(update)) == "5"

    def test_is_estimated_from_some_where_they_are_many(self, update, monkeypatch):
        monkeypatch.setattr(updates, "SAMPLE_SIZE", 4)
        for _number in range(2):
            a_signature(update.petition)
        with CaptureQueriesContext(connection) as queries:
            audience = updates.audience_of(update)
        # Two of the newest four did not agree, and seven signed.
        assert str(audience) == "about 3"
        assert "LIMIT 4" in queries[0]["sql"]


class TestGoOn:
    @pytest.mark.parametrize("batch", [1, 2, 5, 500])
    def test_reaches_each_once_in_whatever_batches(self, update, monkeypatch, batch, mailoutbox):
        monkeypatch.setattr(updates, "AT_ONCE", batch)
        begin(update)
        go_on()
        go_on()
        assert len(set(mailed(update))) == len(mailed(update)) == 5
        send_due()
        go_on()
        update.refresh_from_db()
        assert update.sending_done_at is not None
        assert (update.sent_count, update.failed_count) == (5, 0)
        assert len({mail.to[0] for mail in mailoutbox}) == len(mailoutbox) == 5

    def test_writes_only_some_ahead_of_the_sender(self, update, monkeypatch):
        monkeypatch.setattr(updates, "AT_ONCE", 1)
        monkeypatch.setattr(updates, "MOST_WAITING", 2)
        begin(update)
        go_on()
        go_on()
        assert len(mailed(update)) == 2
        send_due()
        go_on()
        assert len(mailed(update)) == 4
        assert (updates.count_so_far(update), update.sent_count) == (2, 2)

    def test_leaves_out_people_who_did_not_agree_do_not_count_or_signed_later(self, update):
        now = timezone.now()
        begin(update)
        a_signature(update.petition)
        agreed = [a_supporter(agreed_at=now) for _number in range(3)]
        a_signature(a_petition(), agreed[0])
        a_signature(update.petition, agreed[0], state="withdrawn")
        a_signature(update.petition, agreed[1], state="pending")
        a_signature(update.petition, agreed[2], confirmed_at=now + DAY)
        go_on()
        assert len(mailed(update)) == 5

    def test_sends_nothing_to_people_who_left_or_bounced_since(self, update, mailoutbox):
        begin(update)
        go_on()
        first, second, third, *_others = [
            each.supporter for each in update.petition.signatures.all()
        ]
        Suppression.objects.create(email_key=first.email_key, reason="bounced")
        withdraw.stop_mail(second, now=timezone.now())
        withdraw.erase(third, now=timezone.now(), bars_address=False)
        send_due()
        go_on()
        update.refresh_from_db()
        assert len(mailoutbox) == update.sent_count == 2
        assert update.unwanted_count == 2

    def test_goes_on_by_itself_where_a_worker_was_killed(self, update, monkeypatch):
        monkeypatch.setattr(updates, "AT_ONCE", 2)
        begin(update)
        with transaction.atomic():
            # Killed before the transaction ends: the batch never was.
            updates._write_some(update.pk, timezone.now())
            transaction.set_rollback(True)
        assert mailed(update) == []
        updates._write_some(update.pk, timezone.now())
        assert len(mailed(update)) == 2
        go_on()
        assert len(set(mailed(update))) == len(mailed(update)) == 5

    def test_never_writes_twice_to_one_person_after_old_emails_are_purged(self, update, mailoutbox):
        begin(update)
        go_on()
        send_due()
        Message.objects.update(queued_at=timezone.now() - 100 * DAY)
        for _rule in purge(timezone.now(), is_dry_run=False):
            pass
        assert mailed(update) == []
        go_on()
        send_due()
        assert len(mailoutbox) == 5

    def test_does_nothing_that_nobody_asked_for(self, update):
        go_on()
        assert mailed(update) == []


class TestStopping:
    def test_paused_sends_nothing_until_it_is_resumed(self, update, monkeypatch, mailoutbox):
        monkeypatch.setattr(updates, "AT_ONCE", 1)
        monkeypatch.setattr(updates, "MOST_WAITING", 2)
        begin(update)
        go_on()
        updates.pause(update, now=timezone.now())
        for _round in range(2):
            go_on()
            send_due()
        assert (len(mailoutbox), len(mailed(update))) == (0, 2)
        updates.resume(update, now=timezone.now())
        for _round in range(4):
            send_due()
            go_on()
        assert len({mail.to[0] for mail in mailoutbox}) == len(mailoutbox) == 5
        update.refresh_from_db()
        assert update.sent_count == 5

    def test_keeps_what_waits_of_a_paused_mailing_however_long(self, update):
        begin(update)
        go_on()
        updates.pause(update, now=timezone.now())
        Message.objects.update(queued_at=timezone.now() - 100 * DAY)
        for _rule in purge(timezone.now(), is_dry_run=False):
            pass
        assert len(mailed(update)) == 5

    def test_canceled_never_reaches_the_others(self, update, monkeypatch, mailoutbox):
        monkeypatch.setattr(updates, "AT_ONCE", 1)
        monkeypatch.setattr(updates, "MOST_WAITING", 2)
        begin(update)
        go_on()
        send_due()
        go_on()
        updates.cancel(update, now=timezone.now())
        for _round in range(3):
            go_on()
            send_due()
        update.refresh_from_db()
        assert len(mailoutbox) == update.sent_count == 2
        assert (update.canceled_count, update.is_under_way) == (2, False)

    def test_is_not_sent_once_it_is_canceled_although_a_sender_has_it(self, update, mailoutbox):
        begin(update)
        go_on()
        Update.objects.update(sending_canceled_at=timezone.now())
        send_due()
        assert mailoutbox == []

    def test_is_not_sent_while_it_is_paused_although_a_sender_has_it(
        self, update, mailoutbox, monkeypatch
    ):
        begin(update)
        go_on()
        agreed = update_emails.KIND.compose

        def pause_and_compose(*args):
            """Stop the mailing after a sender took its emails and before it sends them."""
            updates.pause(update, now=timezone.now())
            return agreed(*args)

        monkeypatch.setitem(
            kinds._kinds, "update", replace(update_emails.KIND, compose=pause_and_compose)
        )
        send_due()
        assert mailoutbox == []
        monkeypatch.setitem(kinds._kinds, "update", update_emails.KIND)
        updates.resume(update, now=timezone.now())
        send_due()
        assert len({mail.to[0] for mail in mailoutbox}) == len(mailoutbox) == 5

    @pytest.mark.parametrize("verb", [updates.pause, updates.resume, updates.cancel])
    def test_is_refused_where_nothing_is_under_way(self, update, verb):
        with pytest.raises(ValidationError):
            verb(update, now=timezone.now())

    def test_is_paused_once_and_resumed_once(self, update):
        begin(update)
        updates.pause(update, now=timezone.now())
        with pytest.raises(ValidationError, match="already paused"):
            updates.pause(update, now=timezone.now())
        updates.resume(update, now=timezone.now())
        with pytest.raises(ValidationError, match="isn’t paused"):
            updates.resume(update, now=timezone.now())
