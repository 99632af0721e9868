import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from campaign.lib import outbox
from campaign.lib.outbox.models import LaneState, Message
from pledges.mail.addresses import email_key
from pledges.mail.bounce_messages import Returned, read_returned
from pledges.models import Signature, Supporter, Suppression
from tests.campaign.lib.outbox.returned_mail import bounce, complaint, message_id
from tests.pledges.admin.pages import add_to
from tests.pledges.people import a_petition, a_signature, a_supporter

NOW = datetime.datetime(2026, 11, 2, 12, tzinfo=datetime.UTC)


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site_url(settings):
    settings.SITE_URL = "http://localhost:8000"


@pytest.fixture
def signature() -> Signature:
    supporter = a_supporter("ada@example.org", agreed_at=NOW, confirmed_at=NOW)
    return a_signature(a_petition(), supporter)


def sent(kind: str, object_id: int, *, ago: datetime.timedelta = datetime.timedelta(days=1)):
    """Return an email that a server accepted."""
    outbox.queue(kind, [object_id], now=NOW)
    message = Message.objects.latest("pk")
    message.outcome, message.finished_at = Message.Outcome.SENT, NOW - ago
    message.save()
    return message


def reasons() -> list[str]:
    return list(Suppression.objects.values_list("reason", flat=True))


class TestReadReturned:
    @pytest.mark.parametrize("kind", ["already", "thanks", "update", "your_information"])
    def test_suppresses_whom_our_email_was_to_whatever_address_is_told(self, signature, kind):
        is_about_signature = kind in {"already", "thanks"}
        about = signature.pk if is_about_signature else signature.supporter_id
        message = sent(kind, about)
        raw = bounce(message_id(message.pk), address="forwarded@elsewhere.example")
        assert read_returned(raw, now=NOW) == Returned(unknown_count=1)
        assert bytes(Suppression.objects.get().email_key) == email_key("ada@example.org")
        assert reasons() == ["bounced"]
        message.refresh_from_db()
        assert (message.outcome, message.reply_code) == ("failed", "5.1.1")
        # Once more changes nothing.
        assert read_returned(raw, now=NOW) == Returned(unknown_count=1)
        assert reasons() == ["bounced"]

    @pytest.mark.parametrize("status", ["5.1.2", "5.1.3", "5.1.6", "5.1.10"])
    def test_knows_each_code_of_an_address_that_nobody_has(self, status):
        read_returned(bounce(status=status), now=NOW)
        assert reasons() == ["bounced"]

    @pytest.mark.parametrize("status", ["5.2.2", "5.7.1", "5.0.0", "5.1.0"])
    def test_suppresses_nobody_for_another_refusal(self, signature, status):
        message = sent("already", signature.pk)
        raw = bounce(message_id(message.pk), status=status)
        assert read_returned(raw, now=NOW) == Returned(refused_count=1)
        assert reasons() == []
        message.refresh_from_db()
        assert message.outcome == "failed"

    def test_unsubscribes_who_complained_for_good(self, signature):
        message = sent("update", signature.supporter_id)
        assert read_returned(complaint(message_id(message.pk)), now=NOW) == Returned(
            complaint_count=1
        )
        assert reasons() == ["asked"]
        supporter = Supporter.objects.get()
        assert (supporter.agreed_at, supporter.unsubscribed_at) == (None, NOW)
        message.refresh_from_db()
        assert message.outcome == "sent"

    def test_goes_by_the_address_without_our_message_id(self, signature):
        read_returned(bounce(message_id(10**9), address="Ada@example.org"), now=NOW)
        assert reasons() == ["bounced"]
        read_returned(complaint(), now=NOW)
        assert reasons() == ["asked"]
        assert Supporter.objects.get().agreed_at is None

    def test_leaves_a_message_alone_that_was_never_sent(self, signature):
        outbox.queue("already", [signature.pk], now=NOW)
        raw = bounce(message_id(Message.objects.get().pk), address="nobody")
        assert read_returned(raw, now=NOW) == Returned(other_count=1)
        assert reasons() == []

    def test_counts_a_bounce_that_comes_soon_as_a_refusal_of_its_lane(self, signature):
        for minutes in (10, 70):
            message = sent("already", signature.pk, ago=datetime.timedelta(minutes=minutes))
            read_returned(bounce(message_id(message.pk)), now=NOW)
            message.delete()
        assert LaneState.objects.get(lane="reply").recent == "x"

    def test_reads_a_mailbox_file_past_what_it_cannot_read(self):
        parts = [
            bounce(address="one@example.org"),
            b"Subject: x\n\nHello",
            b"\xff\x00",
            complaint(),
        ]
        mbox = b"".join(b"From x Sun Nov 29\n" + part + b"\n\n" for part in parts)
        counts = read_returned(mbox, now=NOW)
        assert counts == Returned(unknown_count=1, complaint_count=1, other_count=2)


class TestUpload:
    def test_says_what_the_messages_were(self, admin_client):
        file = SimpleUploadedFile("bounce.eml", bounce())
        response = admin_client.post(add_to("suppression"), {"messages": file})
        assert response.status_code == 200
        assert "1 bounce from a mailbox that doesn’t exist" in response.text
        assert reasons() == ["bounced"]

    def test_takes_one_way_at_a_time(self, admin_client):
        both = {"messages": SimpleUploadedFile("b.eml", bounce()), "addresses": "a@example.org"}
        refused = admin_client.post(add_to("suppression"), both)
        assert refused.status_code == 422
        assert reasons() == []
