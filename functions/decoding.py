"""Strict readers for text that strangers wrote: base64url and JSON.

The readers of the standard library forgive too much for signed data: what two programs read
differently, an attacker can use (RFC 8725 section 2.4).
"""

import json
import math
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, NoReturn

JsonObject = dict[str, Any]

# Far more than tokens and key sets have, far less than the parser's recursion can follow. The
# parser's own limit differs from one Python to the next, so it is not relied on.
_MOST_BRACKETS = 256


class DecodingError(ValueError):
    """The text is not what it has to be. Never carries the text itself."""


def decode_base64url(segment: bytes) -> bytes:
    """Return the bytes behind a canonical base64url text (RFC 7515 section 2).

    Encoding the result again must give the same text. That one comparison refuses padding,
    spaces, foreign characters, the ``+/`` alphabet and unused bits that are not zero.

    Args:
        segment: The encoded text, without padding.

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

    Args:
        text: The JSON text.

    Raises:
        DecodingError: The text is not JSON, not an object, has a member twice, a number that
            is not finite, or so many brackets that it may be nested too deeply.
    """
    if text.count(b"{") + text.count(b"[") > _MOST_BRACKETS:
        raise DecodingError("nested too deeply")
    try:
        value = _DECODER.decode(text.decode("utf-8"))
    except ValueError:
        raise DecodingError("not strict JSON") from None
    if type(value) is not dict:
        raise DecodingError("not a JSON object")
    return value


def _unique_members(pairs: list[tuple[str, Any]]) -> JsonObject:
    """Build an object, refusing a name that occurs twice (RFC 7515 section 4)."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise DecodingError("duplicate member")
    return members


def _finite(text: str) -> float:
    """Read a number with a fraction or exponent; ``1e400`` would become infinity."""
    number = float(text)
    if not math.isfinite(number):
        raise DecodingError("number out of range")
    return number


def _refuse_constant(_name: str) -> NoReturn:
    """Refuse ``NaN`` and ``Infinity``, which are Python's own extension of JSON."""
    raise DecodingError("not a JSON number")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique_members, parse_float=_finite, parse_constant=_refuse_constant
)
