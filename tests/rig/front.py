"""A proxy in front of a tier: it holds requests up, or is down."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from infra.local.running import Running, check_ports
from infra.local.tiers import TEST_OFFSET, Tier
from tests.e2e.stack import Stack
from tests.rig.ready import wait_ready

_MOVED = 60
"""Added to the port of a tier that has a proxy in its place."""
_HOP_BY_HOP = {"connection", "content-length", "keep-alive", "transfer-encoding"}


@dataclass(frozen=True)
class Answer:
    """What the tier has answered."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...]


class Front(ThreadingHTTPServer):
    """The proxy. What it does is set while it runs, for a path without its query.

    Attributes:
        delays: Seconds that a request is held up before the tier gets it.
        is_down: Whether every connection is closed without an answer.
        in_flight: The threads whose request waits for its answer.
    """

    daemon_threads = True

    def __init__(self, port: int, target: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.target = target
        self.in_flight: set[int] = set()
        self.heal()

    def heal(self) -> None:
        """Pass everything on at once."""
        self.delays: dict[str, float] = {}
        self.is_down = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore a browser that has gone away."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Front

    def _pass_on(self) -> None:
        self.server.in_flight.add(threading.get_ident())
        try:
            self._answer()
        finally:
            self.server.in_flight.discard(threading.get_ident())

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        time.sleep(self.server.delays.get(urlsplit(self.path).path, 0))
        answer = None if self.server.is_down else self._ask(body)
        if answer is None:
            self.close_connection = True
            return
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def _ask(self, body: bytes) -> Answer | None:
        """What the tier answers, or None when it does not."""
        tier = http.client.HTTPConnection("127.0.0.1", self.server.target, timeout=60)
        with closing(tier), suppress(OSError, http.client.HTTPException):
            tier.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                tier.putheader(name, value)
            tier.endheaders(body or None)
            found = tier.getresponse()
            kept = [pair for pair in found.getheaders() if pair[0].lower() not in _HOP_BY_HOP]
            return Answer(found.status, found.read(), tuple(kept))
        return None

    def do_GET(self) -> None:
        self._pass_on()

    def do_HEAD(self) -> None:
        self._pass_on()

    def do_POST(self) -> None:
        self._pass_on()

    def do_DELETE(self) -> None:
        self._pass_on()

    def log_message(self, *args: object) -> None:
        """Write no log."""


@contextmanager
def in_front_of(stack: Stack, name: str) -> Iterator[Front]:
    """Have a tier listen elsewhere for a while, with a proxy in its place."""
    usual = stack.tier(name)
    log = stack.running[name].log_path.with_suffix(".behind.log")
    behind_it = moved(usual, _MOVED)
    with stack.stopped(name), Front(usual.port, behind_it.port) as front:
        threading.Thread(target=front.serve_forever, daemon=True).start()
        try:
            with Running(behind_it, log) as behind:
                wait_ready(behind)
                yield front
        finally:
            front.shutdown()


def moved(usual: Tier, by: int) -> Tier:
    """The tier on a port that is higher by that much.

    Raises:
        LocalRunError: The port is in use: what an earlier run left there would answer instead.
    """
    port = usual.port + by
    old, new = str(usual.port), str(port)
    command = tuple(new if part == old else part for part in usual.command)
    env = {**usual.env, **({"PORT": new} if "PORT" in usual.env else {})}
    ready_url = usual.ready_url.replace(f":{old}", f":{new}")
    tier = replace(usual, command=command, env=env, port=port, ready_url=ready_url)
    check_ports([tier], TEST_OFFSET)
    return tier
