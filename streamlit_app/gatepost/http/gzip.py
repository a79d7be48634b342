"""Decode gzip piece by piece, within bounded memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from itertools import repeat

PIECE_BYTES = 64 * 1024


class Gunzip:
    """A decoder of the members of a gzip file (RFC 1952).

    If a member ends where a piece ends, urllib3's own decoder (2.8.0) repeats what follows, and
    its memory grows without limit; that of httpx decodes a piece at once, however large it gets.
    """

    def __init__(self) -> None:
        self._member: zlib._Decompress | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what these bytes decode to, in pieces of at most 64 KiB."""
        while data:
            member = self._member or zlib.decompressobj(zlib.MAX_WBITS | 16)
            if piece := member.decompress(data, PIECE_BYTES):
                yield piece
            data = member.unconsumed_tail or member.unused_data
            self._member = None if member.eof else member

    def end(self) -> None:
        """Raise ``ValueError`` if the file is cut off."""
        if self._member:
            raise ValueError


def is_gzip(headers: Mapping[str, str]) -> bool | None:
    """Return whether a body is gzip or plain; None if in an encoding that was not requested."""
    encoding = headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip"):
        return None  # its decoded size would have no limit
    return encoding != "identity"


def decoded(received: Iterator[bytes]) -> Iterator[bytes]:
    """Decode pieces, of which an empty one is the last; yield empty pieces after the end."""
    decoder = Gunzip()
    while data := next(received):
        yield from decoder.feed(data)
    decoder.end()
    yield from repeat(b"")
