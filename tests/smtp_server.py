"""A small mail server for tests and benchmarks. It accepts everything, or does as it is told.

It runs in a thread, listens on 127.0.0.1, and keeps what it was sent.
"""

from __future__ import annotations

import asyncio
import contextlib
import email
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message

# What a step of the conversation is answered with: a line, nothing for ever, or the end of it.
Answer = str
SILENCE, HANG_UP = "silence", "hang up"
ACCEPTED = {"MAIL": "250 2.1.0 Ok", "RCPT": "250 2.1.5 Ok", "DATA": "250 2.0.0 Ok"}


@dataclass
class Delivery:
    """One accepted email."""

    recipient: str
    message: Message

    @property
    def message_id(self) -> str:
        return self.message["Message-ID"]


@dataclass
class SmtpServer:
    """`answer(step, recipient)` says what a MAIL, RCPT or DATA (with the text) is answered with.

    None is acceptance. `delay_seconds` passes before each email is accepted.
    """

    answer: Callable[[str, str], Answer | None] = lambda step, recipient: None
    delay_seconds: float = 0
    port: int = 0
    deliveries: list[Delivery] = field(default_factory=list)
    connection_count: int = 0
    on_delivery: Callable[[Delivery], None] = lambda delivery: None
    _stopped: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def recipients(self) -> list[str]:
        """Return whom the accepted emails went to, in their order."""
        return [each.recipient for each in self.deliveries]

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak with one client until either of them, or `stop`, ends it."""
        self.connection_count += 1
        ends = (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError)
        with contextlib.closing(writer), contextlib.suppress(*ends):
            writer.write(b"220 test ESMTP\r\n")
            recipient = ""
            while line := (await reader.readline()).decode().strip():
                command = line[:4].upper()
                if command == "QUIT":
                    writer.write(b"221 Bye\r\n")
                    break
                text = b""
                if command == "MAIL":
                    recipient = ""
                if command == "RCPT":
                    recipient = line.partition("<")[2].partition(">")[0]
                if command == "DATA":
                    writer.write(b"354 Go on\r\n")
                    text = await reader.readuntil(b"\r\n.\r\n")
                    await asyncio.sleep(self.delay_seconds)
                answer = "250 Ok"
                if command in ACCEPTED:
                    answer = self.answer(command, recipient) or ACCEPTED[command]
                if answer == SILENCE:
                    await self._stopped.wait()
                if answer in (SILENCE, HANG_UP):
                    break
                if command == "DATA" and answer.startswith("2"):
                    message = email.message_from_bytes(text)
                    self.deliveries.append(Delivery(recipient, message))
                    self.on_delivery(self.deliveries[-1])
                writer.write(f"{answer}\r\n".encode())
                await writer.drain()

    async def serve(self, ready: Callable[[], None]) -> None:
        """Listen until `stop` is called."""
        server = await asyncio.start_server(self.converse, "127.0.0.1", self.port, backlog=100)
        self.port = server.sockets[0].getsockname()[1]
        ready()
        await self._stopped.wait()
        server.close()


@contextlib.contextmanager
def running(server: SmtpServer) -> Iterator[SmtpServer]:
    """Let a server listen while the `with` block runs."""
    ready = threading.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    def begin() -> None:
        loops.append(asyncio.get_running_loop())
        ready.set()

    thread = threading.Thread(target=lambda: asyncio.run(server.serve(begin)))
    thread.start()
    assert ready.wait(10)
    try:
        yield server
    finally:
        loops[0].call_soon_threadsafe(server._stopped.set)
        thread.join()
