"""What followers are told, and how often: through the job and the sender, email by email."""

from __future__ import annotations

import datetime

import pytest
from django.core import mail
from django.test import Client

from campaign.lib.outbox import Recipient
from campaign.lib.outbox.models import Message
from candidates import ledger
from pledges.mail.digests import compose, queue_digests
from pledges.models import Follow, MailedLink
from pledges.signing import withdraw
from pledges.signing.follow import confirm_follow
from tests.candidates.changes import publish
from tests.factories import PersonFactory, RaceFactory, run
from tests.pledges.emails import kinds, mailed_link, send_due
from tests.pledges.follows import DAY, MINUTE, NOON, a_follow, ask, digests_at, follow
from tests.pledges.people import a_supporter

# Pages see the links that are emailed at NOON as fresh.
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOON, tick=False)]
HOUR = datetime.timedelta(hours=1)


class TestDigest:
    def test_tells_one_published_answer_once_and_nothing_after_stopping(self):
        candidacy = run(race=RaceFactory.create(district="11"))
        follow("MI")
        ask("MI", "nobody@example.org")  # never confirmed
        assert digests_at(NOON + HOUR) == []
        publish(candidacy, "signed", NOON + HOUR)
        [text] = digests_at(NOON + HOUR + 10 * MINUTE)
        email = mail.outbox[0]
        assert email.to == ["ines@example.org"]
        assert candidacy.person.full_name in text
        assert candidacy.get_absolute_url() in text
        assert "/me/" not in text
        stop = mailed_link("follow/stop", mail.outbox)
        assert email.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert email.extra_headers["List-Unsubscribe"].endswith(f"{stop}>")
        for later in (11 * MINUTE, 2 * DAY):
            assert digests_at(NOON + HOUR + later) == []
        assert kinds().count("digest") == 1
        assert Client().get(stop).status_code == 200
        assert Follow.objects.confirmed().exists()
        assert [Client().post(stop).status_code for _time in range(2)] == [200, 200]
        assert not Follow.objects.confirmed().exists()
        publish(candidacy, "rescinded", NOON + 3 * DAY)
        assert digests_at(NOON + 3 * DAY + HOUR) == []

    def test_tells_what_was_published_between_asking_and_confirming(self):
        before, meanwhile = run(), run()
        publish(before, "signed", NOON - HOUR)
        ask("MI")
        publish(meanwhile, "signed", NOON + HOUR)
        link = MailedLink.objects.get(purpose="confirm_follow")
        assert confirm_follow(link, now=NOON + DAY)
        [text] = digests_at(NOON + DAY + HOUR)
        assert meanwhile.person.full_name in text
        assert before.person.full_name not in text
        assert digests_at(NOON + 3 * DAY) == []

    def test_comes_at_most_once_a_day_with_everything_new_in_it(self):
        first, second, third = (run(race=RaceFactory.create(district="11")) for _each in range(3))
        supporter = a_follow("MI-11").supporter
        a_follow(first.public_id, supporter)
        newest = a_follow(third.public_id, supporter, told_through=NOON + 2 * HOUR - MINUTE)
        publish(first, "signed", NOON + HOUR)
        assert len(digests_at(NOON + 2 * HOUR)) == 1
        newest.refresh_from_db()
        assert newest.told_through == NOON + 2 * HOUR - MINUTE
        publish(second, "refused", NOON + 3 * HOUR)
        publish(third, "signed", NOON + 4 * HOUR)
        assert digests_at(NOON + 25 * HOUR) == []
        [text] = digests_at(NOON + 27 * HOUR)
        told = [each for each in (first, second, third) if each.person.full_name in text]
        assert told == [second, third]

    def test_is_about_the_followed_districts_the_senate_and_other_runs_of_a_person(self):
        person = PersonFactory.create()
        former = run(race=RaceFactory.create(district="07"), person=person)
        runs = [
            run(race=RaceFactory.create(district="11")),
            run(race=RaceFactory.create(senate=True)),
            run(race=RaceFactory.create(district="09"), person=person),
            run(race=RaceFactory.create(district="12")),
        ]
        a_follow(former.public_id, a_follow("MI-11").supporter)
        for candidacy in runs:
            publish(candidacy, "signed", NOON + HOUR)
        [text] = digests_at(NOON + 2 * HOUR)
        assert [each for each in runs if each.race.code in text] == runs[:-1]

    def test_leaves_out_what_was_retracted_before_it_left(self):
        candidacy = run()
        a_follow("MI")
        answer = publish(candidacy, "signed", NOON + HOUR)
        ledger.answers.retract(answer, reason="Wrong person.", now=NOON + 2 * HOUR)
        assert digests_at(NOON + 3 * HOUR) == []
        answer = publish(candidacy, "signed", NOON + 4 * HOUR)
        assert queue_digests(now=NOON + 5 * HOUR) == 1
        ledger.answers.retract(answer, reason="Wrong person.", now=NOON + 5 * HOUR + MINUTE)
        send_due(NOON + 5 * HOUR + 2 * MINUTE)
        assert mail.outbox == []
        assert digests_at(NOON + 6 * HOUR) == []
        assert set(Message.objects.values_list("outcome", flat=True)) == {"dropped"}

    def test_tells_no_retraction_to_people_who_never_heard_of_the_answer(self):
        heard, unheard = (run(race=RaceFactory.create(district="11")) for _each in range(2))
        a_follow("MI-11")
        first = publish(heard, "signed", NOON + HOUR)
        assert len(digests_at(NOON + 2 * HOUR)) == 1
        tomorrow = NOON + DAY + 3 * HOUR
        news = run(race=RaceFactory.create(district="11"))
        publish(news, "refused", tomorrow - HOUR)
        answer = publish(unheard, "signed", tomorrow - HOUR)
        assert queue_digests(now=tomorrow) == 1
        for each in (answer, first):
            ledger.answers.retract(each, reason="Wrong person.", now=tomorrow + MINUTE)
        send_due(tomorrow + 2 * MINUTE)
        assert len(mail.outbox) == 1
        [text] = digests_at(tomorrow + 10 * MINUTE)
        assert unheard.person.full_name not in text
        assert news.person.full_name in text
        assert heard.person.full_name in text
        assert digests_at(tomorrow + 3 * DAY) == []

    def test_tells_a_retraction_to_people_who_knew_of_the_answer(self):
        candidacy = run()
        answer = publish(candidacy, "signed", NOON - HOUR)
        a_follow("MI")
        assert digests_at(NOON + HOUR) == []
        ledger.answers.retract(answer, reason="Wrong person.", now=NOON + 2 * HOUR)
        [text] = digests_at(NOON + 3 * HOUR)
        assert "Wrong person." in text

    def test_does_not_reach_people_who_unsubscribed_or_asked_for_no_email(self):
        publish(run(), "signed", NOON + HOUR)
        stopped, barred = (a_follow("MI").supporter for _each in range(2))
        a_follow("MI", confirmed_at=None, told_since=None, told_through=None)
        assert [queue_digests(now=NOON + 2 * HOUR) for _time in range(2)] == [2, 0]
        withdraw.stop_mail(stopped, now=NOON + 2 * HOUR)
        withdraw.never_email(barred, now=NOON + 2 * HOUR)
        send_due(NOON + 2 * HOUR)
        assert mail.outbox == []
        assert not Follow.objects.confirmed().exists()

    def test_asks_the_database_as_often_for_one_follower_as_for_many(
        self, django_assert_num_queries
    ):
        supporter = a_supporter()
        for number in range(8):
            publish(run(), "signed", NOON + HOUR)
            a_follow("MI", supporter if number == 0 else None)
        with django_assert_num_queries(6):
            assert queue_digests(now=NOON + 2 * HOUR) == 8
        recipients = [
            Recipient(*row) for row in Message.objects.values_list("object_id", "batch_id")
        ]
        compose(recipients[:1], NOON)  # words are kept for a minute
        for count in (1, 8):
            with django_assert_num_queries(6):
                assert len(compose(recipients[:count], NOON)) == count
