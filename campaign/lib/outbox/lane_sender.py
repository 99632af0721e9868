"""The sender of one lane: composes and sends emails, and stores what became of them."""

import datetime
import logging
import queue
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.utils import timezone

from campaign.lib.outbox import lane_health, leasing, outcomes
from campaign.lib.outbox.connections import Connection, Letter, Results
from campaign.lib.outbox.kinds import Kind, Recipient
from campaign.lib.outbox.outcomes import DATABASE_AWAY, by_kind, place
from campaign.lib.outbox.pace import Pace
from campaign.lib.outbox.verdicts import Fate, Verdict

# How long to wait before asking an empty queue again.
POLL_SECONDS = 0.5
NOTED_AT_ONCE = 10
NOTED_WITHIN_SECONDS = 1.0
# Connections that end at about the same time get their next letters together.
GATHER_SECONDS = 0.01
# After this long, organizers see the trouble.
TROUBLE_SHOWN_SECONDS = 60
log = logging.getLogger(__name__)


class LaneSender:
    """Does all the database work of a lane in one thread. Its connections do the sending.

    `step()` does what there is to do now. `wait()` returns when there may be more.
    """

    def __init__(
        self,
        lane: str,
        *,
        connections: int,
        lease_size: int,
        clock: Callable[[], datetime.datetime] = timezone.now,
    ) -> None:
        self.lane = lane
        self._clock = clock
        self._lease_size = lease_size
        # One email may take several replies from the server, each within EMAIL_TIMEOUT.
        self._send_seconds = 3 * float(settings.EMAIL_TIMEOUT)
        self._claim = datetime.timedelta(seconds=1.5 * self._send_seconds)
        self._least_claim = datetime.timedelta(seconds=1.25 * self._send_seconds)
        self._host = urlsplit(settings.SITE_URL).hostname
        self._pace = Pace()
        self._is_stopping = False
        self._is_database_away = False
        # Until something is sent, the database may still show trouble of an earlier sender.
        self._is_trouble_shown = True
        self._ready: deque[Letter] = deque()
        self._finished: list[Letter] = []
        self._finished_at = 0.0
        self._lease_at = 0.0
        self._is_queue_empty = False
        self._ended: Results = queue.SimpleQueue()
        self._connections = [
            Connection(f"{lane}-{number}", self._ended, self._send_seconds)
            for number in range(connections)
        ]
        self._free = list(self._connections)
        self._busy: set[Connection] = set()
        for each in self._connections:
            each.start()

    @property
    def holds_nothing(self) -> bool:
        return not (self._ready or self._busy or self._finished)

    @property
    def is_idle(self) -> bool:
        """Say whether it holds nothing and nothing was due the last time it looked."""
        return self.holds_nothing and self._is_queue_empty

    def stop(self) -> None:
        """Finish what's in progress and send nothing more. Call it from another thread."""
        self._is_stopping = True
        self._ended.put(None)

    def interrupt(self) -> None:
        """Break off what's in progress. Call it from another thread."""
        for each in self._connections:
            each.interrupt()

    def run(self) -> None:
        """Send until told to stop, then until everything in progress is finished and stored."""
        try:
            while not (self._is_stopping and self.holds_nothing):
                try:
                    self.step()
                    self._is_database_away = False
                except DATABASE_AWAY as error:
                    if not self._is_database_away:
                        log.error(
                            "Lane %s is waiting for the database (%s).", self.lane, place(error)
                        )
                    self._is_database_away = True
                    connection.close()
                    self._lease_at = time.monotonic() + POLL_SECONDS
                self.wait()
        except Exception as error:  # the process ends with its lane, and starts again
            log.error("Lane %s has stopped: %s", self.lane, place(error))
        finally:
            self.close()
            connection.close()

    def close(self) -> None:
        for each in self._connections:
            each.end()

    def step(self) -> None:
        """Store what became of emails, lease others, and start sending as many as allowed."""
        self._note_when_due()
        if self._is_stopping or self._pace.delay_seconds:
            self._give_back()
        if not self._is_stopping:
            self._take()
            self._begin()
        self._note_when_due()

    def wait(self) -> None:
        """Wait until a connection is free, or for a while."""
        seconds = POLL_SECONDS
        if self._finished:
            seconds = min(seconds, self._finished_at + NOTED_WITHIN_SECONDS - time.monotonic())
        try:
            self._receive(self._ended.get(timeout=max(seconds, GATHER_SECONDS)))
            time.sleep(GATHER_SECONDS)
            while True:
                self._receive(self._ended.get_nowait())
        except queue.Empty:
            pass
        self._interrupt_slow_ones()

    def _receive(self, ended: Connection | None) -> None:
        if ended is None or ended.letter is None:
            return
        letter, ended.letter = ended.letter, None
        self._busy.discard(ended)
        self._free.append(ended)
        self._finish([letter])
        now, verdict = time.monotonic(), letter.verdict
        if verdict.is_trouble_of_server:
            if self._pace.note_trouble(letter.begun_at, now=now):
                log.warning(
                    "The mail server isn't working (%s). Lane %s will wait %d s.",
                    verdict.reply_code,
                    self.lane,
                    self._pace.delay_seconds,
                )
        elif verdict.fate is Fate.LATER:
            self._pace.note_put_off(letter.begun_at, now=now)
        elif verdict.fate is not Fate.NOT_TRIED:
            self._pace.note_answer(letter.begun_at)

    def _interrupt_slow_ones(self) -> None:
        latest = time.monotonic() - self._send_seconds
        for each in self._busy:
            if each.letter and each.letter.begun_at < latest:
                each.interrupt()

    def _begun_at(self) -> list[float]:
        return [each.letter.begun_at for each in self._busy if each.letter]

    def _take(self) -> None:
        """Lease emails while the connections are busy, and compose them."""
        moment = time.monotonic()
        wanted = self._pace.may_prepare(len(self._connections), self._begun_at(), now=moment)
        if len(self._ready) >= wanted or moment < self._lease_at:
            return
        count = 1 if self._pace.delay_seconds else self._lease_size
        now = self._clock()
        letters = leasing.lease(self.lane, count, now=now, until=now + self._claim)
        self._is_queue_empty = len(letters) < count
        self._lease_at = moment + (POLL_SECONDS if self._is_queue_empty else 0)
        for kind, group in by_kind(letters):
            self._write(kind, group, now)

    def _write(self, kind: Kind, letters: Sequence[Letter], now: datetime.datetime) -> None:
        """Compose emails of one kind. Drop those of recipients who get none."""
        emails: Mapping[Recipient, EmailMessage]
        try:
            with transaction.atomic():
                emails = kind.compose([letter.recipient for letter in letters], now)
        except DATABASE_AWAY:
            raise
        except Exception as error:
            if len(letters) == 1:
                self._put_off(letters, f"Email {letters[0].message_id} is not written", error)
            else:  # only those that cannot be written wait
                for letter in letters:
                    self._write(kind, [letter], now)
            return
        for letter in letters:
            letter.email = emails.get(letter.recipient)
            if letter.email is None:
                self._finish([letter], Verdict(Fate.DROPPED))
                continue
            # The same at every try, so people who get it twice see it once.
            name = f"<message-{letter.message_id}@{self._host}>"
            letter.email.extra_headers["Message-ID"] = name
            self._ready.append(letter)

    def _begin(self) -> None:
        """Hand letters to free connections after a last check that they're still wanted."""
        self._hold_on()
        while self._ready and self._free:
            now = time.monotonic()
            count = self._pace.may_begin(len(self._connections), self._begun_at(), now=now)
            if count <= 0:
                return
            count = min(count, len(self._free), len(self._ready))
            for letter in self._still_wanted([self._ready.popleft() for _each in range(count)]):
                letter.begun_at = time.monotonic()
                free = self._free.pop()
                self._busy.add(free)
                free.send(letter)

    def _hold_on(self) -> None:
        """Renew the leases of fetched emails, except those another sender took."""
        now = self._clock()
        if self._ready and self._ready[0].claimed_until - now < self._least_claim:
            self._ready = deque(leasing.renew(self._ready, until=now + self._claim))

    def _still_wanted(self, letters: Sequence[Letter]) -> list[Letter]:
        wanted: list[Letter] = []
        for kind, group in by_kind(self._not_held(letters)):
            try:
                allowed = kind.may_send([letter.recipient for letter in group])
            except DATABASE_AWAY:
                raise
            except Exception as error:
                self._put_off(group, f"It is not known who wants {kind.name}", error)
                continue
            wanted += [letter for letter in group if letter.recipient in allowed]
            dropped = [letter for letter in group if letter.recipient not in allowed]
            self._finish(dropped, Verdict(Fate.DROPPED))
        return wanted

    def _not_held(self, letters: Sequence[Letter]) -> list[Letter]:
        """Put back letters of mailings that were paused or canceled. Return the others."""
        of_mailings = [letter for letter in letters if letter.recipient.batch_id]
        if not of_mailings:
            return list(letters)
        due = leasing.still_due(of_mailings, now=self._clock())
        held = {each.message_id for each in of_mailings} - due
        self._finish([letter for letter in letters if letter.message_id in held])
        return [letter for letter in letters if letter.message_id not in held]

    def _put_off(self, letters: Sequence[Letter], sentence: str, error: Exception) -> None:
        log.error("%s: %s", sentence, place(error))
        self._finish(letters, Verdict(Fate.LATER, type(error).__name__[:20]))

    def _finish(self, letters: Sequence[Letter], verdict: Verdict | None = None) -> None:
        """Keep letters until their verdicts are stored."""
        for letter in letters:
            letter.verdict = verdict or letter.verdict
            letter.email = None
        if letters and not self._finished:
            self._finished_at = time.monotonic()
        self._finished.extend(letters)

    def _note_when_due(self) -> None:
        """Store results ten at a time, after a second, or when there's nothing else to do."""
        waited_seconds = time.monotonic() - self._finished_at
        is_due = len(self._finished) >= NOTED_AT_ONCE or waited_seconds >= NOTED_WITHIN_SECONDS
        if self._finished and (is_due or not (self._ready or self._busy)):
            now = self._clock()
            outcomes.store(self.lane, self._finished, now=now)
            is_sent = any(letter.verdict.fate is Fate.SENT for letter in self._finished)
            self._finished = []
            self._show_trouble(is_sent, now)

    def _show_trouble(self, is_sent: bool, now: datetime.datetime) -> None:
        if is_sent and self._is_trouble_shown:
            lane_health.note_end_of_trouble(self.lane)
            self._is_trouble_shown = False
        elif self._pace.delay_seconds > TROUBLE_SHOWN_SECONDS:
            lane_health.note_trouble(self.lane, now=now)
            self._is_trouble_shown = True

    def _give_back(self) -> None:
        if self._ready:
            leasing.renew(self._ready, until=self._clock())
            self._ready.clear()
