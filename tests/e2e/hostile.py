"""A web server of somebody else: pages on an origin that is no registered app."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        time.sleep(self.server.delay)
        body = self.server.page.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    page = ""
    delay = 0.0


@contextmanager
def serving(page: str, *, delay: float = 0, port: int = 0) -> Iterator[str]:
    """Serve one page at every path of a new origin; gives its address on 127.0.0.1.

    Args:
        page: The html of its body.
        delay: Seconds before each answer.
        port: Where to listen; any free one without it.
    """
    with _Server(("127.0.0.1", port), _Handler) as server:
        server.page = f"<!doctype html><meta charset=utf-8><title>elsewhere</title>{page}"
        server.delay = delay
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
