"""Parse a JWKS document into verification keys. The only module that imports python-jose.

python-jose only computes signatures here: its own token functions accept far too much (see "Why
not ``jwt.decode``" in the README). To replace the library, change this file.
"""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from gatepost_api.decoding import decode_base64url

ALGORITHM = "RS256"
# The minimum is that of RFC 7518 section 3.3; the maximum limits the cost of a verification.
_MODULUS_BITS = range(2048, 8192 + 1)
_EXPONENTS = range(3, 1 << 32)
_PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_SMALL_PRIMES = tuple(p for p in range(3, 168) if all(p % d for d in range(2, math.isqrt(p) + 1)))


class VerificationKey:
    """One public RSA key, parsed once.

    Args:
        modulus: ``n`` as in the JWK.
        exponent: ``e`` as in the JWK.

    Raises:
        ValueError: The two numbers are not an RSA key.
    """

    __slots__ = ("_engine",)

    def __init__(self, modulus: str, exponent: str) -> None:
        from jose import jwk  # 30 ms of start-up that a public route does not need
        from jose.exceptions import JOSEError

        try:
            self._engine = jwk.construct({"kty": "RSA", "n": modulus, "e": exponent}, ALGORITHM)
        except JOSEError:
            raise ValueError("not an RSA key") from None

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Return whether this key signed the message with RS256 (RFC 7518 section 3.3)."""
        return self._engine.verify(message, signature)


KeySet = Mapping[str, VerificationKey]


def load_keys(document: object) -> KeySet:
    """Return the usable keys of a JWKS document by key id (RFC 7517 section 5).

    An unusable key (of another type, use, algorithm or size, private, or broken) is skipped and
    is never an error, because providers list keys of several kinds. If two keys have the same id,
    the first is used.

    Args:
        document: The parsed document; may be any JSON value.
    """
    entries = document.get("keys") if isinstance(document, dict) else None
    keys: dict[str, VerificationKey] = {}
    for entry in entries if isinstance(entries, list) else ():
        if not isinstance(entry, dict) or not _is_for_rs256(entry):
            continue
        key = _build(entry.get("n"), entry.get("e"))
        if key is not None:
            keys.setdefault(entry["kid"], key)
    return MappingProxyType(keys)


def _is_for_rs256(entry: dict[str, Any]) -> bool:
    """Return whether a JWK is a public RSA key to verify RS256 with (RFC 7517 section 4)."""
    kid = entry.get("kid")
    operations = entry.get("key_ops", ["verify"])
    return (
        isinstance(kid, str)
        and bool(kid)
        and entry.get("kty") == "RSA"
        and entry.get("use", "sig") == "sig"
        and entry.get("alg", ALGORITHM) == ALGORITHM
        and isinstance(operations, list)
        and "verify" in operations
        and _PRIVATE_MEMBERS.isdisjoint(entry)
    )


def _build(modulus: object, exponent: object) -> VerificationKey | None:
    """Return the key of two base64url numbers, None if they are not a sound RSA key."""
    if not isinstance(modulus, str) or not isinstance(exponent, str):
        return None
    try:
        n = int.from_bytes(decode_base64url(modulus.encode("ascii")), "big")
        e = int.from_bytes(decode_base64url(exponent.encode("ascii")), "big")
        if n.bit_length() not in _MODULUS_BITS or n % 2 == 0 or _is_roca(n):
            return None
        if e not in _EXPONENTS or e % 2 == 0:
            return None
        return VerificationKey(modulus, exponent)
    except ValueError:  # not base64url, not ASCII, or not an RSA key
        return None


def _is_roca(n: int) -> bool:
    """Return whether a modulus has the fingerprint of ROCA (CVE-2017-15361).

    A modulus of the faulty generator is a power of 65537 modulo every small prime. A sound one is
    so with a probability of about 2**-150.
    """
    return all(pow(n, _order(65537 % p, p), p) == 1 for p in _SMALL_PRIMES)


def _order(base: int, prime: int) -> int:
    """Return the multiplicative order of ``base`` modulo ``prime``."""
    order, power = 1, base
    while power != 1:
        order, power = order + 1, power * base % prime
    return order
