"""Read the body of an answer: its text, its JSON, its lines."""

from __future__ import annotations

import json
import re
from codecs import lookup
from collections.abc import Iterable, Iterator, Mapping
from email.message import Message
from itertools import accumulate
from typing import Any

_DEEPEST = 100
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}
# Brackets, and whole strings: a bracket inside a string does not count.
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


class TooLongLine(Exception):
    """A line is longer than an answer may be."""


def read_text(content: bytes, headers: Mapping[str, str]) -> str:
    """Return the text: UTF-8, unless the answer names another charset (RFC 9110, section 8.3.2)."""
    header = Message()
    header["Content-Type"] = headers.get("Content-Type", "")
    try:
        charset = lookup(header.get_content_charset("utf-8-sig")).name
        return content.decode(charset, "replace")
    except (LookupError, ValueError):  # such as base64, a codec that is none for text
        return content.decode("utf-8-sig", "replace")


def read_json(text: str) -> Any:
    """Return the JSON of a text; raise ``ValueError`` if it has none."""
    if _is_too_deep(text):
        raise ValueError
    return json.loads(text)


def slices(pieces: Iterable[bytes], size: int | None) -> Iterator[bytes]:
    """Yield the pieces, none larger than that."""
    for piece in pieces:
        step = size or max(1, len(piece))
        yield from (piece[start : start + step] for start in range(0, len(piece), step))


class Lines:
    """Cut pieces into lines; a line ends with LF or CRLF, which it is given without."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._rest = bytearray()

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """Yield the lines that end in this piece.

        Raises:
            TooLongLine: The line that has begun is too long.
        """
        *ends, rest = piece.split(b"\n")
        for end in ends:
            line = bytes(self._rest + end).removesuffix(b"\r")
            self._rest.clear()
            yield line
        self._rest += rest
        if len(self._rest) > self._most_bytes:
            raise TooLongLine

    def end(self) -> Iterator[bytes]:
        """Yield the last line, if it has no end."""
        if self._rest:
            yield bytes(self._rest)


def _is_too_deep(text: str) -> bool:
    """Return whether JSON is nested deeper than any real data.

    json stops only at the interpreter's recursion limit, where unrelated code (a finalizer) can
    fail as well.
    """
    if text.count("[") + text.count("{") <= _DEEPEST:
        return False
    steps = (_STEPS.get(token[0], 0) for token in _BRACKETS.finditer(text))
    return any(depth > _DEEPEST for depth in accumulate(steps))
