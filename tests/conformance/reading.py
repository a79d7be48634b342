"""Reads a token as a forgiving program would, and notes what a strict one stumbles over."""

import json
import math
from base64 import b64decode
from dataclasses import dataclass
from typing import Any

_MOST_BRACKETS = 256


@dataclass(frozen=True)
class Reading:
    """What a token says, whether or not anybody should believe it.

    Attributes:
        token: The token itself.
        header: The members of its header.
        claims: The members of its payload.
        header_oddities: What is not strict JSON in its header, in words.
        payload_oddities: Likewise of its payload.
    """

    token: str
    header: dict[str, Any]
    claims: dict[str, Any]
    header_oddities: frozenset[str]
    payload_oddities: frozenset[str]


def read(token: str) -> Reading:
    """Read a token that some verifier accepts: of three segments with a JSON object in two."""
    header, payload, _ = token.split(".")
    members, header_oddities = _read_object(header)
    claims, payload_oddities = _read_object(payload)
    return Reading(token, members, claims, header_oddities, payload_oddities)


def _read_object(segment: str) -> tuple[dict[str, Any], frozenset[str]]:
    text = b64decode(segment.rstrip("=") + "==", altchars=b"-_")
    oddities = set()

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) != len(pairs):
            oddities.add("a member twice")
        return dict(pairs)

    def number(digits: str) -> float:
        if not math.isfinite(float(digits)):
            oddities.add("not a JSON number")
        return float(digits)

    value = json.loads(text, object_pairs_hook=members, parse_float=number, parse_constant=number)
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        oddities.add("not UTF-8")
    if text.startswith(b"\xef\xbb\xbf") or b"\0" in text:
        oddities.add("not plain UTF-8")
    if text.count(b"[") + text.count(b"{") > _MOST_BRACKETS:
        oddities.add("too many brackets")
    assert isinstance(value, dict)
    return value, frozenset(oddities)
