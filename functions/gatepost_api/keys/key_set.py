"""Parse a JWKS document into verification keys. The only module that imports python-jose.

python-jose only computes signatures here: its own token functions accept far too much (see "Why
not ``jwt.decode``" in the README). To replace the library, change this file.
"""

import math
from collections.abc import Mapping
from typing import Any, Protocol

from gatepost_api.decoding import decode_base64url

ALGORITHM = "RS256"
# The minimum is that of RFC 7518 section 3.3; the maximum limits the cost of a verification.
_MODULUS_BITS = range(2048, 8192 + 1)
_EXPONENTS = range(3, 1 << 32, 2)
_PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_SMALL_PRIMES = tuple(p for p in range(3, 168) if all(p % d for d in range(2, math.isqrt(p) + 1)))


class VerificationKey(Protocol):
    """One public RSA key, parsed once."""

    def verify(self, message: bytes, signature: bytes, /) -> bool:
        """Return whether this key signed the message with RS256 (RFC 7518 section 3.3)."""


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
        if isinstance(entry, dict) and _is_for_rs256(entry):
            key = _build(entry.get("n"), entry.get("e"))
            if key is not None:
                keys.setdefault(entry["kid"], key)
    return keys


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
    """Return the key that two base64url numbers make, or None if it is not a sound RSA key."""
    from jose import jwk  # 30 ms of start-up that a public route does not need
    from jose.exceptions import JOSEError

    if not isinstance(modulus, str) or not isinstance(exponent, str):
        return None
    try:
        n = int.from_bytes(decode_base64url(modulus.encode("ascii")), "big")
        e = int.from_bytes(decode_base64url(exponent.encode("ascii")), "big")
        if n.bit_length() not in _MODULUS_BITS or n % 2 == 0 or _is_roca(n) or e not in _EXPONENTS:
            return None
        return jwk.construct({"kty": "RSA", "n": modulus, "e": exponent}, ALGORITHM)
    except (ValueError, JOSEError):  # not base64url, not ASCII, or not an RSA key
        return None


def _is_roca(n: int) -> bool:
    """Return whether a modulus has the fingerprint of ROCA (CVE-2017-15361).

    A modulus of the faulty generator is a power of 65537 modulo every small prime. For a sound
    one, the probability of that is about 2**-150.
    """
    return all(n % p in {pow(65537, power, p) for power in range(p)} for p in _SMALL_PRIMES)
