"""Servers of the tests' own on 127.0.0.1: names, and websites that misbehave."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from typing import Any

import dns.message
import dns.rdatatype
import dns.resolver
import dns.rrset

Page = bytes | Callable[[socket.socket, threading.Event], None]


class Names(socketserver.UDPServer):
    """A DNS server. `records` has texts by name and type, or lists of them, one for each query."""

    def __init__(self) -> None:
        self.records: dict[tuple[str, str], list[Any]] = {}
        self.asked: list[tuple[str, str]] = []
        super().__init__(("127.0.0.1", 0), NameHandler)

    def resolver(self) -> dns.resolver.Resolver:
        found = dns.resolver.Resolver(configure=False)
        found.nameservers, found.port = ["127.0.0.1"], self.server_address[1]
        return found


class NameHandler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        wire, line = self.request
        server: Any = self.server
        query = dns.message.from_wire(wire)
        question = query.question[0]
        key = (question.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(question.rdtype))
        server.asked.append(key)
        if key[0] == "silent.example":
            return
        answer = dns.message.make_response(query)
        if found := server.records.get(key, []):
            if isinstance(found[0], list):
                found = found.pop(0) if len(found) > 1 else found[0]
            answer.answer.append(dns.rrset.from_text(question.name, 0, "IN", key[1], *found))
        line.sendto(answer.to_wire(), self.client_address)


class Websites(socketserver.ThreadingTCPServer):
    """A web server that answers each path with raw bytes, or by a function; keeps what it read."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Page] = {}
        self.requests: list[str] = []
        self.stopped = threading.Event()
        self.context = context
        super().__init__(("127.0.0.1", 0), PageHandler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Visitors hang up in the middle; that's what these tests are about."""


class PageHandler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        server: Any = self.server
        line = self.request
        line.settimeout(5)
        if server.context:
            line = server.context.wrap_socket(line, server_side=True)
        head = b""
        while b"\r\n\r\n" not in head:
            part = line.recv(4096)
            if not part:
                return
            head += part
        server.requests.append(head.decode())
        page = server.pages.get(head.split()[1].decode(), b"HTTP/1.1 404 Not Found\r\n\r\n")
        if isinstance(page, bytes):
            line.sendall(page)
        else:
            page(line, server.stopped)
        line.close()


@contextlib.contextmanager
def serving(server: Any) -> Iterator[Any]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        if isinstance(server, Websites):
            server.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join()


def page_of(body: bytes, *, headers: str = "") -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
    return head.encode() + body


def redirect_to(url: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {url}\r\nContent-Length: 0\r\n\r\n".encode()
