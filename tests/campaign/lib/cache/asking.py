"""Asking a WSGI application as a browser does, without a network."""

from __future__ import annotations

import datetime
from io import BytesIO
from typing import Any, NamedTuple
from wsgiref.util import setup_testing_defaults

import psycopg
from django.db import connection

from campaign.lib import wsgi
from campaign.lib.cache.generation import Current

FOREVER = datetime.datetime.max.replace(tzinfo=datetime.UTC)


class AlwaysTheSame:
    """A generation that ends when a test gives it another number."""

    def __init__(self) -> None:
        self.number: int | None = 1
        self.counts = 1
        self.away_since: datetime.datetime | None = None

    def current(self) -> Current | None:
        return None if self.number is None else Current(self.number, self.counts, FOREVER)


class Answer(NamedTuple):
    status: str
    headers: dict[str, str]
    body: bytes


def environ_of(address: str, method: str = "GET", **headers: str) -> dict[str, Any]:
    """Return what a server makes of a request; `headers` as in Accept_Encoding="gzip"."""
    path, _mark, query = address.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "wsgi.input": BytesIO(),
    }
    setup_testing_defaults(environ)
    environ["HTTP_HOST"] = "testserver"
    environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    return environ


def ask(application: Any, address: str, method: str = "GET", **headers: str) -> Answer:
    answer = wsgi.ask(application, environ_of(address, method, **headers)).in_full()
    names = [name.lower() for name, _value in answer.headers]
    assert len(names) == len(set(names)), f"{address} has a header twice: {names}"
    return Answer(answer.status, dict(answer.headers), answer.body)


def another_connection() -> psycopg.Connection:
    """Connect to the database of the test once more."""
    names = {"dbname", "user", "password", "host", "port"}
    parameters = connection.get_connection_params()
    return psycopg.connect(**{name: parameters[name] for name in names & set(parameters)})
