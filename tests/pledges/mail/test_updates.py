import pytest
from django.db import transaction
from django.utils import timezone

from campaign.lib.outbox.models import Message
from pledges.mail import updates
from pledges.models import Suppression, Update
from pledges.signing import withdraw
from tests.pledges.people import a_petition, a_signature, a_supporter

pytestmark = pytest.mark.django_db


@pytest.fixture
def update() -> Update:
    petition = a_petition()
    for _number in range(5):
        a_signature(petition, a_supporter(agreed_at=timezone.now()))
    update = Update.objects.create(petition=petition, title="News", body="Words.")
    updates.begin(update, now=timezone.now())
    return update


class TestWriteMails:
    @pytest.mark.parametrize("batch", [1, 2, 5, 500])
    def test_writes_to_each_once_in_whatever_batches(self, update, monkeypatch, batch):
        monkeypatch.setattr(updates, "AT_ONCE", batch)
        updates.write_mails(update.pk, now=timezone.now())
        supporters = Message.objects.values_list("object_id", flat=True)
        assert len(set(supporters)) == len(supporters) == 5
        update.refresh_from_db()
        assert update.sending_done_at is not None
        assert update.recipient_count == 5

    def test_leaves_out_whoever_did_not_agree_or_count(self, update):
        now = timezone.now()
        a_signature(update.petition)
        a_signature(a_petition(), a_supporter(agreed_at=now))
        agreed = [a_supporter(agreed_at=now) for _number in range(3)]
        a_signature(update.petition, agreed[0], state="withdrawn")
        a_signature(update.petition, agreed[1], state="pending")
        a_signature(update.petition, agreed[2])
        Suppression.objects.create(email_key=agreed[2].email_key, reason="bounced")
        assert updates.count_agreed(update) == 5
        updates.write_mails(update.pk, now=now)
        assert Message.objects.count() == 5

    def test_goes_on_where_it_was_killed(self, update, monkeypatch):
        monkeypatch.setattr(updates, "AT_ONCE", 2)
        with transaction.atomic():
            # Killed before the transaction ends: the batch never was.
            updates._write_some(update.pk, timezone.now())
            transaction.set_rollback(True)
        assert Message.objects.count() == 0
        updates._write_some(update.pk, timezone.now())
        assert Message.objects.count() == 2
        for _run in range(2):
            updates.write_mails(update.pk, now=timezone.now())
        assert Message.objects.count() == 5

    def test_sends_nothing_twice_where_its_place_was_lost(self, update):
        updates.write_mails(update.pk, now=timezone.now())
        Update.objects.update(sent_through_id=0, sending_done_at=None)
        updates.write_mails(update.pk, now=timezone.now())
        assert Message.objects.count() == 5

    def test_skips_whoever_left_meanwhile(self, update):
        supporter = update.petition.signatures.first().supporter
        withdraw.erase(supporter, now=timezone.now(), bars_address=False)
        updates.write_mails(update.pk, now=timezone.now())
        update.refresh_from_db()
        assert (Message.objects.count(), update.recipient_count) == (4, 4)

    def test_does_nothing_that_nobody_asked_for(self):
        update = Update.objects.create(petition=a_petition(), title="News", body="Words.")
        for number in (update.pk, 5000):
            updates.write_mails(number, now=timezone.now())
        assert not Message.objects.exists()
