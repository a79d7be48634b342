"""A real HTTP server on loopback that publishes a key set, well or badly, as a test sets it."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["Publisher", BaseHTTPRequestHandler], object]


class Publisher:
    """The behaviour of the server, and the requests that it received."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.hits = 0
        self.paths: list[str] = []
        self.closing = threading.Event()
        self._lock = threading.Lock()
        self.url = ""

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        with self._lock:
            self.hits += 1
            self.paths.append(handler.path)
        try:
            self.behaviour(self, handler)
        except (BrokenPipeError, ConnectionResetError):
            self.closing.wait(0)  # the client gave up, as it should


def answer(
    body: bytes | dict[str, Any], *, status: int = 200, delay: float = 0, **headers: str
) -> Behaviour:
    """Respond with a body; keywords are headers, with underscores for hyphens."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()

    def behave(publisher: Publisher, handler: BaseHTTPRequestHandler) -> None:
        publisher.closing.wait(delay)
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return behave


def hang(publisher: Publisher, _handler: BaseHTTPRequestHandler) -> None:
    """Receive the request and never respond."""
    publisher.closing.wait(30)


def hang_up(_publisher: Publisher, _handler: BaseHTTPRequestHandler) -> None:
    """Close the connection without a response."""


def trickle(head: bytes) -> Behaviour:
    """Send the head, then one byte at a time, so that no single wait is long."""

    def behave(publisher: Publisher, handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head)
        while not publisher.closing.wait(0.05):
            handler.wfile.write(b" ")

    return behave


@contextmanager
def publishing(behaviour: Behaviour) -> Iterator[Publisher]:
    """Run the server; the publisher's ``behaviour`` may be changed at any time."""
    publisher = Publisher(behaviour)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            publisher.handle(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    publisher.url = f"http://127.0.0.1:{server.server_port}/jwks.json"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield publisher
    finally:
        publisher.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
