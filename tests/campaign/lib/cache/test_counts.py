import threading

from campaign.lib.cache.counts import begin_page, note_counts, shows_counts


class TestShowsCounts:
    def test_is_said_of_the_page_that_this_thread_makes(self):
        begin_page()
        other = threading.Thread(target=note_counts)
        other.start()
        other.join(10)
        assert not shows_counts()
        note_counts()
        assert shows_counts()
        begin_page()
        assert not shows_counts()

    def test_is_assumed_where_nobody_began_a_page(self):
        found: list[bool] = []
        other = threading.Thread(target=lambda: found.append(shows_counts()))
        other.start()
        other.join(10)
        assert found == [True]
