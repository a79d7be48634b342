"""A web server of somebody else: pages on an origin that is no registered app."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.streamlit_app.loopback import Answer, Request, serve

_HTML = {"Content-Type": "text/html; charset=utf-8"}


@contextmanager
def serving(page: str, *, delay: float = 0, port: int = 0) -> Iterator[str]:
    """Serve one page at every path of a new origin; gives its address on 127.0.0.1.

    Args:
        page: The html of its body.
        delay: Seconds before each answer.
        port: Where to listen; any free one without it.
    """
    html = f"<!doctype html><meta charset=utf-8><title>elsewhere</title>{page}"

    def respond(_: Request) -> Answer:
        time.sleep(delay)
        return Answer(body=html.encode(), headers=_HTML)

    with serve(port) as server:
        server.respond = respond
        yield server.url
