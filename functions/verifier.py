"""Checks the envelope of a signed token: its form, its header and its signature (RFC 7515).

What the token says is not looked at here (see ``claims``); until the signature is good, it is
only bytes.
"""

from functools import lru_cache
from typing import NamedTuple

from decoding import DecodingError, decode_base64url, decode_json_object
from errors import InvalidToken
from keys import ALGORITHM, VerificationKey, load_keys

# What the other tiers pass on: some hundred permissions and more.
MAX_TOKEN_LENGTH = 32 * 1024
# RFC 9068 section 2.1 asks for at+jwt; Auth0's default dialect says JWT, others say nothing,
# which RFC 7519 section 5.1 lets mean JWT. Media types ignore case (RFC 7515 section 4.1.9).
RFC9068_TYPES = frozenset({"at+jwt", "application/at+jwt"})
ACCESS_TOKEN_TYPES = RFC9068_TYPES | {"jwt"}


class SignedToken(NamedTuple):
    """A token of the right form whose signature is not checked yet."""

    kid: str
    type: str
    signing_input: bytes
    payload: bytes
    signature: bytes


def verify_jws(token: str, jwks: dict[str, object]) -> bytes:
    """Return the payload of a token that one of the keys in a JWKS document signed.

    Args:
        token: A JWS in compact form (RFC 7515 section 3.1).
        jwks: A JWKS document (RFC 7517 section 5).

    Raises:
        InvalidToken: Anything at all is wrong, whatever the two arguments hold.
    """
    signed = parse_token(token)
    key = load_keys(jwks).get(signed.kid)
    if key is None:
        raise InvalidToken("unknown_kid")
    return verify_signature(signed, key)


def parse_token(token: str) -> SignedToken:
    """Return the parts of a token after every check that needs no key.

    Args:
        token: A JWS in compact form.

    Raises:
        InvalidToken: The token's form or header is not acceptable.
    """
    if not isinstance(token, str) or not token.isascii() or len(token) > MAX_TOKEN_LENGTH:
        raise InvalidToken("form")
    signing_input, _, signature_segment = token.encode("ascii").rpartition(b".")
    header_segment, _, payload_segment = signing_input.partition(b".")
    if not (header_segment and payload_segment and signature_segment):
        raise InvalidToken("form")
    try:
        kid, type_ = _read_header(header_segment)
        # A further dot would be inside the payload segment, where it is not base64url.
        payload = decode_base64url(payload_segment)
        signature = decode_base64url(signature_segment)
    except DecodingError:
        raise InvalidToken("encoding") from None
    return SignedToken(kid, type_, signing_input, payload, signature)


def verify_signature(signed: SignedToken, key: VerificationKey) -> bytes:
    """Return the payload if the key signed the token.

    Raises:
        InvalidToken: It did not.
    """
    if not key.verify(signed.signing_input, signed.signature):
        raise InvalidToken("signature")
    return signed.payload


# A provider writes the same header into all its tokens: the few in use are read once. Refusals
# are exceptions and so never stored; the bound keeps a flood of odd headers from growing it.
@lru_cache(maxsize=32)
def _read_header(segment: bytes) -> tuple[str, str]:
    """Return ``kid`` and ``typ`` of an acceptable header (RFC 7515 section 4).

    ``jku``, ``jwk``, ``x5u`` and ``x5c`` have no effect: a token never brings its own key
    (RFC 8725 section 3.10).
    """
    header = decode_json_object(decode_base64url(segment))
    if header.get("alg") != ALGORITHM:  # RFC 8725 section 3.1: one algorithm, ours
        raise InvalidToken("alg")
    if "crit" in header or "b64" in header:  # RFC 7515 section 4.1.11: we know no extension
        raise InvalidToken("crit")
    type_ = header.get("typ", "jwt")
    if not isinstance(type_, str) or type_.lower() not in ACCESS_TOKEN_TYPES:
        raise InvalidToken("typ")  # RFC 8725 section 3.11: no other kind of token
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise InvalidToken("kid")
    return kid, type_.lower()
