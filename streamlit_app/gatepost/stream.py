"""Read an answer piece by piece, so that its decoded size is always known."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from urllib3.response import BaseHTTPResponse

_PIECE_BYTES = 64 * 1024


Reason = Literal["silent", "name", "certificate", "proxy"]

# Waiting does not fix these, so each sentence says what does.
_FAULTS: dict[Reason, str] = {
    "name": "{what} is not found by its name. Ask the app's operator to check the setting "
    "{setting}.",
    "certificate": "{what} has a certificate that the app's server does not trust, so nothing was "
    "sent. Ask the app's operator to name the authority's file in SSL_CERT_FILE, or to correct "
    "the setting {setting}.",
    "proxy": "{what} can't be reached through the proxy. Ask the app's operator to check the "
    "setting proxy_url.",
}


class NoAnswer(Exception):
    """There was no answer in time, or none that can be read.

    Args:
        reason: The cause, if waiting does not help; else ``silent``.
    """

    def __init__(self, reason: Reason = "silent") -> None:
        super().__init__(reason)
        self.reason = reason

    def explain(self, what: str, setting: str) -> str | None:
        """Return what is wrong and what to do; None if trying again can help.

        Args:
            what: The server, such as ``The component``.
            setting: The setting that holds its address.
        """
        sentence = _FAULTS.get(self.reason)
        return sentence and sentence.format(what=what, setting=setting)


class TooLarge(Exception):
    """The answer is larger than its limit.

    Args:
        status: Its HTTP status.
    """

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class Answer:
    """A whole answer."""

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)


class Stream:
    """An answer whose body is still being received.

    Attributes:
        status: HTTP status.
        headers: Header fields; names in any case.
    """

    def __init__(self, response: BaseHTTPResponse) -> None:
        self.status = response.status
        self.headers: Mapping[str, str] = response.headers
        self._response = response
        encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in ("identity", "gzip", "x-gzip"):
            raise NoAnswer  # it was not requested, and its decoded size would have no limit
        self._gzip = None if encoding == "identity" else _Gzip()

    def read(self) -> bytes:
        """Return the next piece of the decoded body, at most 64 KiB; empty at its end.

        Raises:
            NoAnswer: The time is over, the connection broke, or the piece can't be decoded.
        """
        # Raised outside of the block: the errors of urllib3 hold request and answer.
        with suppress(*faults()):
            if self._gzip is None:
                return self._response.read1(_PIECE_BYTES)
            return self._decode(self._gzip)
        raise NoAnswer

    def _decode(self, gzip: _Gzip) -> bytes:
        while not (piece := gzip.read()):
            data = self._response.read1(_PIECE_BYTES)
            if not data:
                gzip.end()
                break
            gzip.feed(data)
        return piece

    def read_whole(self, most_bytes: int) -> Answer:
        """Return the whole answer.

        Raises:
            NoAnswer: As ``read``.
            TooLarge: The body is larger than that.
        """
        content = bytearray()
        while piece := self.read():
            content += piece
            if len(content) > most_bytes:
                raise TooLarge(self.status)
        return Answer(self.status, self.headers, bytes(content))

    def extend(self, seconds: float) -> None:
        """Give the next piece this many seconds from now."""
        with suppress(OSError):  # it is closed once all was received, even if not yet decoded
            self._response.timed_socket.settimeout(seconds)  # type: ignore[attr-defined]


class _Gzip:
    """A decoder for the members of a gzip file (RFC 1952) that decodes no more than is read.

    When a member ends where a piece ends, urllib3's own decoder (2.8.0) repeats what follows, and
    its memory grows without limit.
    """

    def __init__(self) -> None:
        self._rest = b""
        self._begin()

    def _begin(self) -> None:
        self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._is_fresh = True

    def feed(self, data: bytes) -> None:
        self._rest += data

    def read(self) -> bytes:
        """Return the next piece; empty when more data is needed."""
        piece = b""
        while self._rest and not piece:
            self._is_fresh = False
            piece = self._member.decompress(self._rest, _PIECE_BYTES)
            self._rest = self._member.unconsumed_tail or self._member.unused_data
            if self._member.eof:
                self._begin()
        return piece

    def end(self) -> None:
        """Check that no member is cut off."""
        if not self._is_fresh:
            raise ValueError


def faults() -> tuple[type[Exception], ...]:
    """Return the errors that a failed connection or a malformed answer raises."""
    from http.client import HTTPException

    from urllib3.exceptions import HTTPError

    return OSError, ValueError, HTTPError, HTTPException, zlib.error


def reason_of(fault: BaseException) -> Reason:
    """Return why a connection failed, by one of ``faults``."""
    import socket
    import ssl

    from urllib3.exceptions import ProxyError

    if isinstance(fault, ProxyError):
        return "proxy"
    for cause in (fault, *fault.args):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return "certificate"
        if isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_NONAME:
            return "name"
    return "silent"
