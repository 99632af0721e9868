"""What `make run`, `make manage`, `make test` and `make check` do, once the packages are there."""

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from campaign.devserver.browser import find_or_install_chromium
from campaign.devserver.checks import LIKE_PRODUCTION, checks
from campaign.devserver.embedded_postgres import EmbeddedPostgres
from campaign.devserver.memory_tablespace import databases_in_memory
from campaign.devserver.postgres_database import is_empty
from campaign.devserver.postgres_programs import EmbeddedPostgresError
from campaign.devserver.site_processes import (
    collect_static_files,
    email_sender,
    listen,
    management_command,
    migrations,
    wait_until_served,
    web_server,
)
from campaign.devserver.state_folder import CHECKOUT, StartError, State, environment
from campaign.devserver.supervisor import Supervisor, SupervisorError
from campaign.lib.processes import StopRequested, StopSignals, end_with_make, run_in_foreground

PYTHON = sys.executable
DEFAULT_PORT = 8000
CONCURRENT_TEST_RUNS = 9
# One more process than there are cores, because some tests wait for processes they start. The
# tests of one file share a process and what their module sets up. tests/conftest.py decides which
# files go first. xdist would start with those that have the most tests.
TEST_PROCESSES = min(os.cpu_count() or 2, 8) + 1
PYTEST_OPTIONS = [f"--numprocesses={TEST_PROCESSES}", "--dist=loadfile", "--no-loadscope-reorder"]
# The database in the caller's environment, if there is one.
NAMED_DATABASE = os.environ.get("DATABASE_URL", "").strip()


def report(sentence: str) -> None:
    print(sentence, flush=True)


def run(arguments: Sequence[str], signals: StopSignals) -> int:
    """Serve the site until a signal comes."""
    state = State.named_by_environment()
    say_once = cache(report)
    while not state.acquire("make run"):
        owner = state.owner()
        if owner.purpose == "make run":
            raise StartError(
                f"This checkout is already running, as process {owner.process_id}. Stop it, or "
                "start a second site in another folder and port: make run VAR=… PORT=…."
            )
        say_once(f"Waiting for {owner.purpose} (process {owner.process_id}) to end…")
        signals.pause(0.2)
    state.keys()
    with contextlib.closing(listen(port())) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with database(state, signals) as (supervisor, variables):
            settings = {**environment(state, address, variables), **shown_mail()}
            supervisor.complete(migrations(settings))
            if not NAMED_DATABASE and os.environ.get("DEMO") != "0":
                supervisor.complete(
                    management_command("Building the demo", settings, "demo", "--if-empty")
                )
            collect_static_files(supervisor, settings)
            supervisor.start(management_command("The job worker", settings, "worker"))
            supervisor.start(email_sender(settings))
            web = web_server(settings, listener)
            supervisor.start(web)
            wait_until_served(address, web, signals)
            state.announce(address)
            report(
                f"\nThe site is at {address} and stops with Ctrl-C.\n"
                f"Organizers work at {address}/admin/; make the first login in another terminal:\n"
                "  make manage ARGS='createsuperuser'\n"
                "or invite yourself by email, the way other organizers come in:\n"
                "  make manage ARGS='invite you@example.org'\n"
            )
            if shown_mail():
                report(f"We don't send email here. Read it at {address}/dev/mail/.\n")
            supervisor.watch()
    return 0


def manage(arguments: Sequence[str], signals: StopSignals) -> int:
    """Run a management command with the running database, or start one for it."""
    state = State.named_by_environment()
    command = [PYTHON, "manage.py", *arguments]
    say_once = cache(report)
    while not state.acquire("make manage"):
        with state.guest():
            if address := state.owner().address:
                settings = environment(state, address, running_database(state))
                return run_in_foreground(command, settings, CHECKOUT)
        say_once("Waiting for the database to be ready…")
        signals.pause(0.2)
    state.keys()
    address = f"http://127.0.0.1:{port()}"
    with database(state, signals) as (supervisor, variables):
        settings = environment(state, address, variables)
        if not NAMED_DATABASE and is_empty(variables["DATABASE_URL"]):
            supervisor.complete(migrations(settings))
        state.announce(address)
        code = run_in_foreground(command, settings, CHECKOUT)
        while not state.close_to_guests():
            say_once("Waiting for another command to finish with the database…")
            signals.pause(0.2)
    return code


def test(arguments: Sequence[str], signals: StopSignals) -> int:
    """Run pytest with a database in its own folder. Several can run at once."""
    chromium = find_or_install_chromium()
    with throwaway_site(signals) as (supervisor, settings):
        collect_static_files(supervisor, settings)
        command = [PYTHON, "-m", "pytest", *PYTEST_OPTIONS, *arguments]
        return run_in_foreground(command, {**settings, "CHROMIUM": chromium}, CHECKOUT)


def check(arguments: Sequence[str], signals: StopSignals) -> int:
    """Run the checks in `arguments`, or all of them, and say which failed."""
    with throwaway_site(signals) as (_supervisor, settings):
        failed = []
        for name, command in checks().items():
            if not arguments or name in arguments:
                report(f"── {name}")
                code = run_in_foreground(command, {**settings, **LIKE_PRODUCTION}, CHECKOUT)
                if code >= 128:
                    raise StopRequested
                if code != 0:
                    failed.append(name)
    if failed:
        raise StartError(f"These checks failed: {', '.join(failed)}.")
    return 0


@contextlib.contextmanager
def throwaway_site(signals: StopSignals) -> Iterator[tuple[Supervisor, dict[str, str]]]:
    """Give a supervisor and an environment for tests, separate from `make run` and other tests."""
    for number in range(1, CONCURRENT_TEST_RUNS + 1):
        state = State.named_by_environment(f"test-{number}")
        if state.acquire("make test"):
            break
    else:
        raise StartError(
            f"{CONCURRENT_TEST_RUNS} test runs already use this checkout. Wait for one to end."
        )
    state.keys()
    with contextlib.ExitStack() as stack:
        supervisor, variables = stack.enter_context(database(state, signals, is_durable=False))
        if not NAMED_DATABASE:
            postgres = EmbeddedPostgres(state.postgres)
            server = stack.enter_context(postgres.connect())
            stack.enter_context(databases_in_memory(server, postgres.account, postgres.identity))
        address = f"http://127.0.0.1:{DEFAULT_PORT}"
        yield supervisor, environment(state, address, variables, is_hermetic=True)


@contextlib.contextmanager
def database(
    state: State, signals: StopSignals, *, is_durable: bool = True
) -> Iterator[tuple[Supervisor, dict[str, str]]]:
    """Give a supervisor and the variables of a database, and stop everything at the end.

    The caller holds the state's lock, which is released too. If DATABASE_URL is set, no database
    started.
    """
    supervisor = Supervisor(signals, report)
    postgres = None if NAMED_DATABASE else EmbeddedPostgres(state.postgres, is_durable=is_durable)
    try:
        if postgres:
            server = postgres.prepare()
            supervisor.start(server)
            postgres.wait_until_ready(server, signals)
        yield supervisor, running_database(state)
    finally:
        supervisor.stop()
        if postgres:
            postgres.remove_socket()
        state.release()


def running_database(state: State) -> dict[str, str]:
    if NAMED_DATABASE:
        return {"DATABASE_URL": NAMED_DATABASE}
    return EmbeddedPostgres(state.postgres).variables()


def shown_mail() -> dict[str, str]:
    """Return the variable that shows mail at /dev/mail/.

    Nothing if someone set their own hosts or mail server: that's more than a trial.
    """
    own = [os.environ.get(name, "").strip() for name in ("ALLOWED_HOSTS", "EMAIL_URL")]
    return {} if any(own) else {"TRIAL_MAIL": "1"}


def port() -> int:
    said = os.environ.get("PORT") or str(DEFAULT_PORT)
    if not (said.isascii() and said.isdecimal() and int(said) < 65536):
        raise StartError(f"PORT is {said!r}. Use a number below 65536.")
    return int(said)


COMMANDS: dict[str, Callable[[Sequence[str], StopSignals], int]] = {
    "run": run,
    "manage": manage,
    "test": test,
    "check": check,
}


def main(name: str, *arguments: str) -> int:
    """Run one command. If it fails in a way a person can fix, print a sentence and exit with 1."""
    end_with_make()
    signals = StopSignals()
    signals.listen()
    try:
        return COMMANDS[name](arguments, signals)
    except StopRequested:
        # That's how a site normally ends. For anything else, it's a failure.
        return 0 if name == "run" else 128 + signal.SIGTERM
    except (EmbeddedPostgresError, SupervisorError, StartError) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
