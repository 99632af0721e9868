"""Who still gets an update right before it is sent, and what it brings."""

from __future__ import annotations

import datetime

import pytest

from campaign.lib.outbox import Recipient, kind_of
from pledges.models import Suppression, Update
from pledges.signing import withdraw
from tests.factories import OrganizerFactory
from tests.pledges.people import a_petition, a_signature, a_supporter

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 4, 15, tzinfo=datetime.UTC)


@pytest.fixture
def update() -> Update:
    return Update.objects.create(petition=a_petition(), title="News", body="Words.")


class TestUpdate:
    def test_is_sent_to_people_who_still_agree_and_whose_address_gets_email(self, update):
        agreed = [a_supporter(agreed_at=NOW) for _number in range(6)]
        signatures = [a_signature(update.petition, each) for each in agreed[:-1]]
        a_signature(a_petition(), agreed[-1])
        Suppression.objects.create(email_key=agreed[1].email_key, reason="bounced")
        withdraw.stop_mail(agreed[2], now=NOW)
        withdraw.erase(agreed[3], now=NOW, bars_address=False)
        withdraw.withdraw(signatures[4], now=NOW)
        recipients = [Recipient(each.pk or 0, update.pk) for each in agreed]
        assert kind_of("update").may_send(recipients) == {recipients[0]}

    def test_is_sent_to_nobody_once_it_is_canceled(self, update):
        supporter = a_supporter(agreed_at=NOW)
        a_signature(update.petition, supporter)
        recipients = [Recipient(supporter.pk, update.pk)]
        assert kind_of("update").may_send(recipients) == set(recipients)
        Update.objects.update(sending_asked_at=NOW, sending_canceled_at=NOW)
        assert kind_of("update").may_send(recipients) == set()


class TestTest:
    def test_has_links_of_nobody_and_goes_to_organizers_alone(self, update):
        organizer = OrganizerFactory.create(first_name="Ada", email="ada@example.org")
        left = OrganizerFactory.create(email="left@example.org", is_active=False)
        recipients = [Recipient(each.pk, update.pk) for each in (organizer, left)]
        composed = kind_of("update_test").compose(recipients, NOW)
        assert list(composed) == recipients[:1]
        email = composed[recipients[0]]
        assert email.to == ["ada@example.org"]
        assert "Hello Ada" in email.body
        assert "/unsubscribe/test/" in email.body
