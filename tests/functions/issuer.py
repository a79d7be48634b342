"""An identity provider for tests: keys, key sets, and valid and invalid tokens."""

import json
from base64 import urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

ISSUER = "https://tenant.example/"
AUDIENCE = "https://api.gatepost.test"
NOW = 1_900_000_000

Json = dict[str, Any]


def encode(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def encode_number(number: int) -> str:
    return encode(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def good_claims(**changes: Any) -> Json:
    """The claims of an Auth0 access token; the value ... removes the claim."""
    claims: Json = {
        "iss": ISSUER,
        "sub": "auth0|reader",
        "aud": [AUDIENCE, f"{ISSUER}userinfo"],
        "iat": NOW - 60,
        "exp": NOW + 3600,
        "azp": "client-1",
        "scope": "openid profile read:messages",
        "permissions": ["read:messages"],
    }
    return without_ellipsis(claims | changes)


def without_ellipsis(members: Json) -> Json:
    return {name: value for name, value in members.items() if value is not ...}


class Signer:
    """One RSA key with an id."""

    def __init__(self, kid: str = "key-1", bits: int = 2048) -> None:
        self.kid = kid
        self.private = rsa.generate_private_key(public_exponent=65537, key_size=bits)

    def jwk(self, **changes: Any) -> Json:
        numbers = self.private.public_key().public_numbers()
        jwk = {
            "kty": "RSA",
            "kid": self.kid,
            "use": "sig",
            "alg": "RS256",
            "n": encode_number(numbers.n),
            "e": encode_number(numbers.e),
        }
        return without_ellipsis(jwk | changes)

    def jwks(self) -> Json:
        return {"keys": [self.jwk()]}

    def header(self, **changes: Any) -> Json:
        return without_ellipsis({"alg": "RS256", "typ": "JWT", "kid": self.kid} | changes)

    def sign(self, header: bytes, payload: bytes) -> str:
        """Sign any two byte strings as they are."""
        signing_input = f"{encode(header)}.{encode(payload)}"
        return f"{signing_input}.{encode(self.signature(signing_input))}"

    def signature(self, signing_input: str) -> bytes:
        return self.private.sign(signing_input.encode(), padding.PKCS1v15(), hashes.SHA256())

    def mint(self, header: Json | None = None, **claims: Any) -> str:
        """Sign a good token; ``header`` and keywords change one thing about it."""
        return self.sign(
            json.dumps(self.header(**(header or {}))).encode(),
            json.dumps(good_claims(**claims)).encode(),
        )
