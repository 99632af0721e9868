"""How fast a lane may go. While its server is in trouble, it backs off, then tries one email."""

from collections.abc import Collection

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 300.0
# A server that puts off this many emails in a row means all of them.
MOST_PUT_OFF = 10


class Pace:
    """The back-off of one lane. Times are seconds of a monotonic clock."""

    def __init__(self) -> None:
        self.delay_seconds = 0.0
        self._until = 0.0
        self._put_off_count = 0

    def may_begin(self, connections: int, begun_at: Collection[float], *, now: float) -> int:
        """Return how many more emails may be tried now, besides those already in progress."""
        if now < self._until:
            return 0
        if self.delay_seconds:
            return 0 if any(moment >= self._until for moment in begun_at) else 1
        return connections - len(begun_at)

    def may_prepare(self, connections: int, begun_at: Collection[float], *, now: float) -> int:
        """Return how many emails to fetch ahead for connections that become free."""
        may_begin = self.may_begin(connections, begun_at, now=now)
        return connections if now >= self._until and not self.delay_seconds else may_begin

    def note_answer(self, begun_at: float) -> None:
        """The server handled an email that was started at this moment."""
        self._put_off_count = 0
        if begun_at >= self._until:
            self.delay_seconds = 0.0

    def note_put_off(self, begun_at: float, *, now: float) -> None:
        """The server put off one email, maybe only that one."""
        self._put_off_count += 1
        if self.delay_seconds or self._put_off_count >= MOST_PUT_OFF:
            self.note_trouble(begun_at, now=now)

    def note_trouble(self, begun_at: float, *, now: float) -> bool:
        """The server is in trouble. Of emails in progress together, only the first counts.

        Return whether this one did.
        """
        if begun_at < self._until:
            return False
        self.delay_seconds = min(max(2 * self.delay_seconds, FIRST_SECONDS), LONGEST_SECONDS)
        self._until = now + self.delay_seconds
        return True
