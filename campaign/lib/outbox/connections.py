"""Connections to the mail server. Each sends one email at a time, in a thread of its own."""

import contextlib
import dataclasses
import datetime
import queue
import socket
import threading
import time
from typing import Any

from django.core.mail import EmailMessage, get_connection

from campaign.lib.outbox.kinds import Recipient
from campaign.lib.outbox.verdicts import (
    Fate,
    Verdict,
    is_stale,
    verdict_of_connecting,
    verdict_of_sending,
)

# Servers end idle connections themselves, some after ten seconds.
IDLE_SECONDS = 8
NOT_TRIED = Verdict(Fate.NOT_TRIED)


@dataclasses.dataclass(slots=True)
class Letter:
    """A leased email. `begun_at` is a time of the monotonic clock."""

    message_id: int
    kind: str
    recipient: Recipient
    tries: int
    claimed_until: datetime.datetime
    email: EmailMessage | None = None
    begun_at: float = 0.0
    verdict: Verdict = NOT_TRIED


# Connections whose letter has its verdict. None wakes up a thread that waits for one.
Results = queue.SimpleQueue["Connection | None"]


class Connection(threading.Thread):
    """Sends letters through Django's email backend, which it keeps open between letters.

    It doesn't touch the database. It puts what became of a letter on `results`.
    """

    def __init__(self, name: str, results: Results, patience: float) -> None:
        super().__init__(name=name, daemon=True)
        self.letter: Letter | None = None
        self._results = results
        self._patience_seconds = patience
        self._letters: queue.SimpleQueue[Letter | None] = queue.SimpleQueue()
        self._backend: Any = None

    def send(self, letter: Letter) -> None:
        """Start sending a letter. No other one may be in progress."""
        self.letter = letter
        self._letters.put(letter)

    def end(self) -> None:
        self._letters.put(None)

    def interrupt(self) -> None:
        """Break the connection, so the letter's try ends now."""
        backend = self._backend
        server = getattr(backend, "connection", None) or getattr(
            backend, "_partial_connection", None
        )
        plain_socket = getattr(server, "sock", None)
        if plain_socket is not None:
            with contextlib.suppress(OSError):
                # TLS has its own shutdown, which would wait for the server.
                socket.socket.shutdown(plain_socket, socket.SHUT_RDWR)

    def run(self) -> None:
        while letter := self._next_letter():
            letter.verdict = self._try(letter)
            self._results.put(self)
        self._close()

    def _next_letter(self) -> Letter | None:
        try:
            return self._letters.get(timeout=IDLE_SECONDS)
        except queue.Empty:
            self._close()
            return self._letters.get()

    def _try(self, letter: Letter) -> Verdict:
        """Send a letter. Try once more if the connection had ended while idle."""
        verdict, is_stale = self._try_once(letter)
        return self._try_once(letter)[0] if is_stale else verdict

    def _try_once(self, letter: Letter) -> tuple[Verdict, bool]:
        was_open = self._backend is not None
        try:
            if not was_open:
                self._backend = get_connection()
                self._backend.open()
        except Exception as error:
            self._close()
            return verdict_of_connecting(error), False
        if time.monotonic() > letter.begun_at + self._patience_seconds:
            return NOT_TRIED, False
        try:
            count = self._backend.send_messages([letter.email])
        except Exception as error:
            verdict = verdict_of_sending(error)
            if verdict.is_trouble_of_server:
                self._close()
            return verdict, was_open and is_stale(error)
        return (Verdict(Fate.SENT) if count else Verdict(Fate.FAILED, "no recipient")), False

    def _close(self) -> None:
        backend, self._backend = self._backend, None
        if backend is not None:
            # It says goodbye, and the server may not answer.
            with contextlib.suppress(Exception):
                backend.close()
