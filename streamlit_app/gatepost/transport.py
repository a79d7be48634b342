"""Send one request within limits of time and size; every request with a token is sent here.

It follows no redirect, keeps no cookie, repeats no request and uses nothing from the environment:
no ``.netrc``, no variable that names a proxy. No error holds the request or its answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from gatepost.secret import Secret
from gatepost.stream import Answer, NoAnswer, Stream, faults, reason_of
from gatepost.values import is_loopback

if TYPE_CHECKING:
    from urllib3 import PoolManager
    from urllib3.response import BaseHTTPResponse


@dataclass(frozen=True)
class Bounds:
    """The limits of an answer.

    Attributes:
        seconds: Time from connecting to the last byte of the body, without resolving the name.
        most_bytes: Size of the decoded body.
    """

    seconds: float
    most_bytes: int


@dataclass(frozen=True)
class Request:
    """A request, and the proxy it is sent through.

    Attributes:
        method: HTTP method.
        url: An address that ``gatepost.address`` accepts, or that of Google's metadata server.
        headers: Header fields; a secret is revealed where it is written to the connection.
        body: Content, or None.
        proxy_url: The configured proxy, or None; plain http and loopback never use it.
    """

    method: str
    url: str
    headers: Mapping[str, str | Secret] = field(default_factory=dict)
    body: bytes | Secret | None = field(default=None, repr=False)
    proxy_url: Secret | None = None


class Transport:
    """A sender that keeps its connections; threads can share it."""

    def __init__(self) -> None:
        # A cache does not show its contents, such as the password of a proxy.
        self._manager = lru_cache(maxsize=4)(_make_manager)

    def send(self, request: Request, bounds: Bounds) -> Answer:
        """Send a request and read the whole answer.

        Raises:
            NoAnswer: There was no answer in time, or none that can be read.
            TooLarge: The body is larger than its limit.
        """
        with self.stream(request, bounds.seconds) as stream:
            return stream.read_whole(bounds.most_bytes)

    @contextmanager
    def stream(self, request: Request, seconds: float) -> Iterator[Stream]:
        """Send a request and yield its answer, whose body is still to be read.

        Args:
            request: The request.
            seconds: Limit for the whole answer, unless ``extend`` is called.

        Raises:
            NoAnswer: There was no answer in time, or none that can be read.
        """
        response = self._open(request, seconds)
        try:
            yield Stream(response)
        finally:
            response.close()  # a connection whose answer was read to the end is kept

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
