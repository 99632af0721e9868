from campaign.lib.outbox.pace import LONGEST_SECONDS, MOST_PUT_OFF, Pace


class TestPace:
    def test_uses_every_connection_while_the_server_answers(self):
        assert Pace().may_begin(8, [0.0, 0.0, 0.0], now=1.0) == 5

    def test_waits_twice_as_long_after_each_trouble_and_then_tries_one(self):
        pace = Pace()
        assert pace.note_trouble(0.0, now=10.0)
        assert pace.may_begin(8, [], now=10.5) == 0
        assert pace.may_begin(8, [], now=11.0) == 1
        assert pace.may_begin(8, [11.0], now=11.0) == 0
        assert pace.note_trouble(11.0, now=12.0)
        assert pace.delay_seconds == 2.0

    def test_never_waits_longer_than_five_minutes(self):
        pace, now = Pace(), 0.0
        for _number in range(20):
            pace.note_trouble(now, now=now)
            now += pace.delay_seconds
        assert pace.delay_seconds == LONGEST_SECONDS

    def test_counts_trouble_of_emails_under_way_together_once(self):
        pace = Pace()
        assert pace.note_trouble(0.0, now=5.0)
        assert not pace.note_trouble(1.0, now=5.1)
        assert pace.delay_seconds == 1.0

    def test_goes_on_at_full_speed_once_a_later_email_is_answered(self):
        pace = Pace()
        pace.note_trouble(0.0, now=0.0)
        pace.note_answer(0.5)
        assert pace.delay_seconds
        pace.note_answer(1.0)
        assert pace.may_begin(8, [], now=1.0) == 8

    def test_takes_many_emails_put_off_in_a_row_for_trouble(self):
        pace = Pace()
        for _number in range(MOST_PUT_OFF - 1):
            pace.note_put_off(0.0, now=0.0)
        assert not pace.delay_seconds
        pace.note_put_off(0.0, now=0.0)
        assert pace.delay_seconds
