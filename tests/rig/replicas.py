"""Two replicas of a Streamlit app behind one address, one of which can be lost."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer

from infra.local.running import Running
from tests.e2e.stack import Stack
from tests.rig.front import moved
from tests.rig.ready import wait_ready

_MOVED = (60, 61)
"""Added to the usual port, for each of the two."""


class Replicas(ThreadingTCPServer):
    """The balancer: it passes connections on to the first replica that is left."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int, replicas: list[Running]) -> None:
        super().__init__(("127.0.0.1", port), _Connection)
        self.left = replicas
        self.url = f"http://localhost:{port}"

    def lose(self) -> None:
        """Kill the replica that answers. The other one knows none of its sessions."""
        lost, *self.left = self.left
        lost.stop(0)


class _Connection(BaseRequestHandler):
    server: Replicas
    request: socket.socket

    def handle(self) -> None:
        port = self.server.left[0].tier.port
        with suppress(OSError), socket.create_connection(("localhost", port)) as replica:
            threading.Thread(target=_pass_on, args=(replica, self.request), daemon=True).start()
            _pass_on(self.request, replica)


def _pass_on(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            sink.sendall(data)
    for end in (source, sink):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@contextmanager
def two_replicas(stack: Stack, app: Path) -> Iterator[Replicas]:
    """Have two replicas of an app in the place of the Streamlit tier for a while."""
    with stack.showing(app, GATEPOST_APP_URL=stack.url("streamlit")) as usual:
        usual.stop()
        log = usual.log_path
        first, second = (
            Running(moved(usual.tier, by), log.with_suffix(f".{by}.log")) for by in _MOVED
        )
        with first, second, Replicas(usual.tier.port, [first, second]) as replicas:
            wait_ready(first)
            wait_ready(second)
            threading.Thread(target=replicas.serve_forever, daemon=True).start()
            try:
                yield replicas
            finally:
                replicas.shutdown()
