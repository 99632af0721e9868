from campaign.lib.audit import Event
from campaign.lib.audit.models import AuditEvent


class TestEvent:
    def test_fits_into_its_column_and_has_words(self):
        longest = AuditEvent._meta.get_field("event").max_length
        for event in Event:
            assert len(event) <= longest
            assert AuditEvent(event=event.value).what == event.label

    def test_of_a_kind_that_is_gone_shows_as_stored(self):
        assert AuditEvent(event="telegram_sent").what == "telegram_sent"
