"""Sends one request within bounds of time and size: what the tiers' tokens travel by.

No redirect is followed, no cookie kept, no request repeated, and nothing of the environment used:
no ``.netrc``, no variable that names a proxy. No error holds the request or its answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from gatepost.address import is_loopback
from gatepost.secret import Secret
from gatepost.stream import Answer, NoAnswer, Stream, faults, reason_of

if TYPE_CHECKING:
    from urllib3 import PoolManager
    from urllib3.response import BaseHTTPResponse


@dataclass(frozen=True)
class Bounds:
    """What an answer may take.

    Attributes:
        seconds: From connecting to the last byte of the body. To find a name comes on top.
        most_bytes: Of the decoded body.
    """

    seconds: float
    most_bytes: int


@dataclass(frozen=True)
class Request:
    """What is sent, and by which way.

    Attributes:
        method: HTTP method.
        url: Address that ``gatepost.address`` accepts, or that of Google's metadata server.
        headers: Header fields; a secret is read where it is written to the connection.
        body: Content, or None.
        proxy_url: The configured proxy, or None; plain http and loopback never take it.
    """

    method: str
    url: str
    headers: Mapping[str, str | Secret] = field(default_factory=dict)
    body: bytes | Secret | None = field(default=None, repr=False)
    proxy_url: Secret | None = None


class Transport:
    """Sends requests over connections that are kept; threads may share it."""

    def __init__(self) -> None:
        # A cache shows nothing of what it holds, such as the password of a proxy.
        self._manager = lru_cache(maxsize=4)(_make_manager)

    def send(self, request: Request, bounds: Bounds) -> Answer:
        """Send a request and read the whole answer.

        Raises:
            NoAnswer: There was no answer in time, or none that can be read.
            TooLarge: The body is larger than it may be.
        """
        with self.stream(request, bounds.seconds) as stream:
            return stream.read_whole(bounds.most_bytes)

    @contextmanager
    def stream(self, request: Request, seconds: float) -> Iterator[Stream]:
        """Send a request and leave the body to be read; closed at the end of the block.

        Args:
            request: What is sent.
            seconds: How long all of it takes at most, unless ``give_more_time`` is called.

        Raises:
            NoAnswer: There was no answer in time, or none that can be read.
        """
        response = self._open(request, seconds)
        try:
            yield Stream(response)
        finally:
            response.close()  # a connection whose answer was read to its end is kept

    def _open(self, request: Request, seconds: float) -> BaseHTTPResponse:
        from gatepost.connections import Deadline

        url, body = urlsplit(request.url), request.body
        direct = url.scheme != "https" or is_loopback(url.hostname or "")
        headers = {"Accept-Encoding": "gzip"}
        for name, value in request.headers.items():
            headers[name] = value.reveal() if isinstance(value, Secret) else value
        try:
            return self._manager(None if direct else request.proxy_url).urlopen(
                request.method,
                request.url,
                body=body.reveal() if isinstance(body, Secret) else body,
                headers=headers,
                timeout=Deadline(seconds),
                retries=False,
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
        except faults() as error:
            reason = reason_of(error)
        raise NoAnswer(reason)  # out here: the errors of urllib3 hold the request


def _make_manager(proxy_url: Secret | None) -> PoolManager:
    from gatepost.connections import make_manager

    return make_manager(proxy_url)
