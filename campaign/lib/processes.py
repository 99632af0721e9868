"""Child processes that end with their parent, and a parent that ends with `make`."""

import contextlib
import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
M_ARENA_MAX = -8
POLL_SECONDS = 0.05


class StopRequested(Exception):
    """Ctrl-C or SIGTERM came: stop what was started, then exit."""


@dataclass
class Account:
    uid: int
    gid: int

    @classmethod
    def current(cls) -> "Account":
        return cls(os.geteuid(), os.getegid())


def end_with_parent(signal_number: int, parent: int | None = None) -> Callable[[], None]:
    """Return a function that makes the kernel send `signal_number` when the parent dies.

    The child calls it, after its user is set: changing the user clears the request. `parent` is
    this process by default. Only Linux can do this. Elsewhere, leftovers keep running.
    """
    if sys.platform != "linux":
        return lambda: None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = parent or os.getpid()

    def request() -> None:
        prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
        if os.getppid() != parent:  # it died before the request
            os.kill(os.getpid(), signal.SIGKILL)

    return request


def share_one_heap() -> None:
    """Have all threads of this process allocate from one heap, which saves 9 MiB in a web process.

    By default, glibc gives each thread a heap of its own, so that they don't wait for each other.
    Python's threads take turns anyway. Other C libraries have no such setting.
    """
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        libc.mallopt(M_ARENA_MAX, 1)


@dataclass
class Child:
    """A process that this one starts, watches and ends.

    `stop_signal` asks it to end. After `grace_seconds`, it's killed. If this process dies
    suddenly, the kernel sends it `orphan_signal`.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    account: Account | None = None
    log: Path | None = None
    stop_signal: int = signal.SIGTERM
    orphan_signal: int = signal.SIGKILL
    grace_seconds: float = 10
    keep_open: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process in its own session, so Ctrl-C reaches only us."""
        output: IO[bytes] | None = self.log.open("ab") if self.log else None
        other = self.account if self.account and os.geteuid() == 0 else None
        try:
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.environment),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                user=other.uid if other else None,
                group=other.gid if other else None,
                extra_groups=[] if other else None,
                pass_fds=self.keep_open,
                preexec_fn=end_with_parent(self.orphan_signal),
            )
        finally:
            if output:
                output.close()

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ask_to_stop(self) -> None:
        if self.process is not None and self.is_running():
            self.process.send_signal(self.stop_signal)

    def stop(self) -> None:
        """Ask the process to end, wait, then kill what's left of it."""
        if self.process is None:
            return
        self.ask_to_stop()
        try:
            self.process.wait(self.grace_seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.end_group()

    def end_group(self) -> None:
        """Kill what an ended process left in its session."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


@contextlib.contextmanager
def exit_on_sigterm() -> Iterator[None]:
    """Let SIGTERM raise SystemExit in the block, so that it can clean up."""

    def leave(number: int, frame: object) -> None:
        sys.exit(128 + number)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class StopSignals:
    """Notes Ctrl-C, SIGTERM and a closed terminal, to be checked between steps."""

    def __init__(self) -> None:
        self.requested = False

    def listen(self) -> None:
        """From now on, note the signals instead of dying from them."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def _note(self, number: int, frame: object) -> None:
        self.requested = True

    def check(self) -> None:
        if self.requested or make_was_interrupted():
            raise StopRequested

    def pause(self, seconds: float) -> None:
        """Sleep. Raise StopRequested as soon as a signal comes."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.check()
            time.sleep(min(left, POLL_SECONDS))
        self.check()


def make_was_interrupted() -> bool:
    """Say whether SIGINT went only to the `make` above this process.

    GNU make then stops catching the signal and waits for its recipe without telling it. In
    the background of a script it ignores the signal from the start.
    """
    above = Path(f"/proc/{os.getppid()}")
    try:
        if "make" not in (above / "comm").read_text():
            return False
        status = (above / "status").read_text()
    except OSError:
        return False
    masks = re.findall(r"^Sig(?:Ign|Cgt):\s*(\w+)$", status, re.MULTILINE)
    return not any(int(mask, 16) & 1 << (signal.SIGINT - 1) for mask in masks)


def end_with_make() -> None:
    """Get SIGTERM if the `make` that started this process is killed."""
    if sys.platform == "linux" and "MAKELEVEL" in os.environ:
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def run_in_foreground(
    command: Sequence[str], environment: Mapping[str, str], folder: Path | None = None
) -> int:
    """Run `command` with this terminal and return its exit code, 128 + n for signal n.

    Ctrl-C reaches the command from the terminal. SIGTERM and SIGHUP are passed on.
    """
    child = subprocess.Popen(
        command, env=dict(environment), cwd=folder, preexec_fn=end_with_parent(signal.SIGTERM)
    )

    def pass_on(number: int, frame: object) -> None:
        child.send_signal(number)

    before = {number: signal.signal(number, pass_on) for number in (signal.SIGTERM, signal.SIGHUP)}
    before[signal.SIGINT] = signal.signal(signal.SIGINT, lambda number, frame: None)
    try:
        code = child.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code
