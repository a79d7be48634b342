"""Decode base64url and JSON strictly.

The decoders of the standard library are too lenient for signed data: an attacker can exploit what
two programs decode differently (RFC 8725 section 2.4).
"""

import json
import math
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

JsonObject = dict[str, Any]

# Far more than tokens and key sets have, and far below the parser's recursion limit, which differs
# between versions of Python.
_MAX_BRACKETS = 256


class DecodingError(ValueError):
    """The text is not valid. The message never contains the text itself."""


def decode_base64url(segment: bytes) -> bytes:
    """Return the bytes of a canonical base64url text without padding (RFC 7515 section 2).

    Encoding the result again must yield the same text. That one comparison rejects padding,
    spaces, characters of other alphabets such as ``+/``, and unused bits that are not zero.

    Raises:
        DecodingError: The text is not canonical base64url.
    """
    try:
        decoded = urlsafe_b64decode(segment + b"==")
    except ValueError:
        raise DecodingError("not base64url") from None
    if urlsafe_b64encode(decoded).rstrip(b"=") != segment:
        raise DecodingError("not canonical base64url")
    return decoded


def decode_json_object(text: bytes) -> JsonObject:
    """Return the members of a JSON object in UTF-8 (RFC 8259, RFC 7493).

    Raises:
        DecodingError: The text is not JSON or not an object, or it has a duplicate member, a
            number that is not finite, or more brackets than the parser can safely nest.
    """
    if text.count(b"{") + text.count(b"[") > _MAX_BRACKETS:
        raise DecodingError("nested too deeply")
    try:
        value = _DECODER.decode(text.decode("utf-8"))
    except ValueError:
        raise DecodingError("not strict JSON") from None
    if type(value) is not dict:
        raise DecodingError("not a JSON object")
    return value


def _unique_members(pairs: list[tuple[str, Any]]) -> JsonObject:
    """Build an object; reject duplicate names (RFC 7515 section 4)."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise DecodingError("duplicate member")
    return members


def _finite(text: str) -> float:
    """Parse a number; reject ``1e400``, ``NaN`` and ``Infinity``, which Python would accept."""
    number = float(text)
    if not math.isfinite(number):
        raise DecodingError("number out of range")
    return number


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique_members, parse_float=_finite, parse_constant=_finite
)
