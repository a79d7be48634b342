"""Send one request within limits of time and size; every request with a token is sent here.

It follows no redirect, keeps no cookie, retries nothing and uses nothing from the environment:
no ``.netrc``, no variable that names a proxy. No error holds the request or its answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit

from gatepost.http.address import is_loopback
from gatepost.http.gzip import PIECE_BYTES, decoded, is_gzip
from gatepost.language import Sentence
from gatepost.secret import Secret

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

    from gatepost.http.connections import Reason

# Waiting does not fix these, so each has a text that says what does.
_FAULTS: tuple[Reason, ...] = ("certificate", "name", "proxy")


class NoAnswer(Exception):
    """There was no readable answer in time; the reason is ``silent`` if waiting can help."""

    def __init__(self, reason: Reason = "silent") -> None:
        super().__init__(reason)
        self.reason = reason

    def explain(self, what: Sentence, setting: str) -> Sentence | None:
        """Return what is wrong with a server, and what to do; None if trying again can help."""
        if self.reason not in _FAULTS:
            return None
        return Sentence(f"fault_{self.reason}", what=what, setting=setting)


class TooLarge(Exception):
    """The answer, of this HTTP status, is larger than its limit."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class Bounds:
    """The limits of an answer: its time, excluding the name's lookup, and its decoded size."""

    seconds: float
    most_bytes: int


@dataclass(frozen=True)
class Request:
    """A request to a checked address; plain http and loopback never use the proxy.

    A secret in it is revealed only when it is written to the connection.

    Attributes:
        base: Address of the API that it calls; empty for any other request.
    """

    method: str
    url: str
    headers: Mapping[str, str | Secret] = field(default_factory=dict)
    body: bytes | IO[bytes] | Secret | None = field(default=None, repr=False)
    proxy_url: Secret | None = None
    base: str = ""


@dataclass(frozen=True)
class Answer:
    """A whole answer; google-auth reads its attributes too (google.auth.transport.Response)."""

    status: int
    headers: Mapping[str, str]
    data: bytes = field(repr=False)


class Stream:
    """An answer whose body is still being received."""

    def __init__(self, response: BaseHTTPResponse) -> None:
        self.status = response.status
        self.headers: Mapping[str, str] = response.headers
        self._response = response
        gzips = is_gzip(response.headers)
        if gzips is None:
            raise NoAnswer
        received = iter(lambda: response.read1(PIECE_BYTES), None)
        self._pieces = decoded(received) if gzips else received

    def read(self) -> bytes:
        """Return the next piece of the decoded body, at most 64 KiB; empty at its end.

        Raises:
            NoAnswer: The time is up, the connection broke, or the piece can't be decoded.
        """
        from gatepost.http.connections import FAULTS

        # Raised outside the block: the errors of urllib3 hold request and answer.
        with suppress(StopIteration, *FAULTS):  # a generator that has raised ends
            return next(self._pieces)
        raise NoAnswer

    def read_whole(self, most_bytes: int) -> Answer:
        """Return the whole answer.

        Raises:
            NoAnswer: As ``read``.
            TooLarge: The body is larger than that.
        """
        data = bytearray()
        while piece := self.read():
            data += piece
            if len(data) > most_bytes:
                raise TooLarge(self.status)
        return Answer(self.status, self.headers, bytes(data))

    def read_within(self, seconds: float) -> bytes:
        """Return the next piece as ``read`` does, within this many seconds from now."""
        with suppress(OSError):  # closed once all has been received, even if not yet decoded
            self._response.timed_socket.settimeout(seconds)  # type: ignore[attr-defined]
        return self.read()


class Transport:
    """A sender that keeps its connections; threads can share it."""

    def __init__(self) -> None:
        # A cache does not show its contents, such as the password of a proxy.
        self._manager = lru_cache(maxsize=4)(_make_manager)

    def send(self, request: Request, bounds: Bounds) -> Answer:
        """Send a request and return the whole answer, as ``Stream.read_whole`` does."""
        with self.stream(request, bounds.seconds) as stream:
            return stream.read_whole(bounds.most_bytes)

    @contextmanager
    def stream(self, request: Request, seconds: float) -> Iterator[Stream]:
        """Send a request and yield its answer, whose body is still to be read.

        The limit is for the whole answer, unless ``Stream.read_within`` sets another.

        Raises:
            NoAnswer: There was no answer in time, or none that can be read.
        """
        response = self._open(request, seconds)
        try:
            yield Stream(response)
        finally:
            response.close()  # a connection whose answer was read to the end is kept

    def _open(self, request: Request, seconds: float) -> BaseHTTPResponse:
        from gatepost.http.connections import FAULTS, Deadline, reason_of

        url, body = urlsplit(request.url), request.body
        is_direct = url.scheme != "https" or is_loopback(url.hostname or "")
        headers = {"Accept-Encoding": "gzip"}
        for name, value in request.headers.items():
            headers[name] = value.reveal() if isinstance(value, Secret) else value
        try:
            return self._manager(None if is_direct else request.proxy_url).urlopen(
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
        except FAULTS as error:
            reason = reason_of(error)
        raise NoAnswer(reason)  # out here: the errors of urllib3 hold the request


def _make_manager(proxy_url: Secret | None) -> PoolManager:
    from gatepost.http.connections import make_manager

    return make_manager(proxy_url)
