"""Verify a token against a JWKS document, as the guard does with the keys in its cache."""

from __future__ import annotations

from gatepost_api.errors import InvalidToken
from gatepost_api.keys.key_set import load_keys
from gatepost_api.tokens.verifier import parse_token, verify_signature


def verify_jws(token: str, jwks: dict[str, object]) -> bytes:
    """Return the payload of a token that one of the keys in a JWKS document signed.

    Args:
        token: A JWS in compact form (RFC 7515 section 3.1).
        jwks: A JWKS document (RFC 7517 section 5).

    Raises:
        InvalidToken: The token is not valid. No arguments raise any other error.
    """
    signed = parse_token(token)
    key = load_keys(jwks).get(signed.kid)
    if key is None:
        raise InvalidToken("unknown_kid")
    return verify_signature(signed, key)
