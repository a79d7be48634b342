"""Verify a signed token: its form, its header and its signature (RFC 7515).

Whatever is wrong raises ``InvalidToken``. The claims in the payload are checked in ``claims.py``.
"""

from functools import lru_cache
from typing import NamedTuple

from gatepost_api.decoding import DecodingError, decode_base64url, decode_json_object
from gatepost_api.errors import InvalidToken
from gatepost_api.keys.key_set import ALGORITHM, VerificationKey

# The other tiers forward tokens up to this length, enough for several hundred permissions.
MAX_TOKEN_LENGTH = 32 * 1024
# RFC 9068 section 2.1 requires at+jwt. Auth0's default profile has JWT; other providers omit the
# type, which then means JWT (RFC 7519 section 5.1). Case is ignored (RFC 7515 section 4.1.9).
RFC9068_TYPES = frozenset({"at+jwt", "application/at+jwt"})
_ACCESS_TOKEN_TYPES = RFC9068_TYPES | {"jwt"}


class SignedToken(NamedTuple):
    """A well-formed token whose signature has not been verified yet."""

    kid: str
    type: str
    signing_input: bytes
    payload: bytes
    signature: bytes


def parse_token(token: str) -> SignedToken:
    """Return the parts of a token in compact form, after all checks that need no key."""
    if not isinstance(token, str) or not token.isascii() or len(token) > MAX_TOKEN_LENGTH:
        raise InvalidToken("form")
    signing_input, _, signature_segment = token.encode("ascii").rpartition(b".")
    header_segment, _, payload_segment = signing_input.partition(b".")
    if not (header_segment and payload_segment and signature_segment):
        raise InvalidToken("form")
    try:
        kid, type_ = _read_header(header_segment)
        # A third dot would be part of the payload segment, where it is not base64url.
        payload = decode_base64url(payload_segment)
        signature = decode_base64url(signature_segment)
    except DecodingError:
        raise InvalidToken("encoding") from None
    return SignedToken(kid, type_, signing_input, payload, signature)


def verify_signature(signed: SignedToken, key: VerificationKey) -> bytes:
    """Return the payload of a token, after verifying its signature."""
    if not key.verify(signed.signing_input, signed.signature):
        raise InvalidToken("signature")
    return signed.payload


# A provider uses the same header for all its tokens, so it is parsed once. Invalid headers raise
# and are never cached; the maximum size limits the cache under a flood of different valid ones.
@lru_cache(maxsize=32)
def _read_header(segment: bytes) -> tuple[str, str]:
    """Return ``kid`` and ``typ`` of a valid header (RFC 7515 section 4).

    ``jku``, ``jwk``, ``x5u`` and ``x5c`` are ignored: a token must not bring its own key
    (RFC 8725 section 3.10).
    """
    header = decode_json_object(decode_base64url(segment))
    if header.get("alg") != ALGORITHM:  # RFC 8725 section 3.1: only this one
        # RFC 7516 section 4.1.2: only an encrypted token has "enc".
        raise InvalidToken("encrypted" if "enc" in header else "alg")
    if "crit" in header or "b64" in header:  # RFC 7515 section 4.1.11: no extensions
        raise InvalidToken("crit")
    type_ = header.get("typ", "jwt")
    if not isinstance(type_, str) or type_.lower() not in _ACCESS_TOKEN_TYPES:
        raise InvalidToken("typ")  # RFC 8725 section 3.11: no other kind of token
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise InvalidToken("kid")
    return kid, type_.lower()
