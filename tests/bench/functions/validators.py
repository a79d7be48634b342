"""Ways to validate one access token: the floor, ours, and those of known libraries."""

import asyncio
import json
import time
import warnings
from base64 import urlsafe_b64decode
from collections.abc import Callable
from functools import partial
from typing import Any

import jwt
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from jose import jwt as jose_jwt
from joserfc import jwk, jwt as joserfc_jwt

from gatepost_api.guard import Guard
from gatepost_api.settings import AuthSettings
from gatepost_api.tokens.claims import ClaimRules
from tests.functions.issuer import AUDIENCE, ISSUER, Signer

with warnings.catch_warnings(record=True):  # about a library of its own, to its authors
    from auth0_api_python import ApiClient, ApiClientOptions  # type: ignore[import-untyped]

ALGORITHMS = ["RS256"]
_PKCS1 = padding.PKCS1v15()
_SHA256 = hashes.SHA256()

Validate = Callable[[str], object]


def fifteen_claims() -> dict[str, Any]:
    """Further claims of an Auth0 access token, to make fifteen in all."""
    now = int(time.time())
    return {
        "iat": now - 60,
        "exp": now + 3600,
        "gty": "password",
        "org_id": "org_1",
        "sid": "session-1",
        "jti": "token-1",
        "auth_time": now - 60,
        "acr": "mfa",
        "amr": ["pwd"],
    }


def floor(signer: Signer) -> Validate:
    """The signature by cryptography itself, the JSON, and three claims: no validator does less."""
    key = signer.private.public_key()

    def validate(token: str) -> object:
        signing_input, _, signature = token.encode().rpartition(b".")
        header, _, payload = signing_input.partition(b".")
        json.loads(_decode(header))
        key.verify(_decode(signature), signing_input, _PKCS1, _SHA256)
        claims = json.loads(_decode(payload))
        assert claims["iss"] == ISSUER
        assert AUDIENCE in claims["aud"]
        assert claims["exp"] > time.time()
        return claims

    return validate


def gatepost(jwks_url: str) -> Validate:
    """All that the API does with the header of a request."""
    rules = ClaimRules(ISSUER, AUDIENCE, leeway=10)
    guard = Guard.from_settings(AuthSettings(rules, jwks_url, stale_seconds=86_400))
    return lambda token: guard.authenticate(f"Bearer {token}", ())


def pyjwt(signer: Signer) -> Validate:
    key = jwt.PyJWK(signer.jwk()).key
    return partial(jwt.decode, key=key, algorithms=ALGORITHMS, audience=AUDIENCE, issuer=ISSUER)


def pyjwt_with_client(jwks_url: str) -> Validate:
    client = jwt.PyJWKClient(jwks_url)

    def validate(token: str) -> object:
        key = client.get_signing_key_from_jwt(token).key
        return jwt.decode(token, key, algorithms=ALGORITHMS, audience=AUDIENCE, issuer=ISSUER)

    return validate


def joserfc(signer: Signer) -> Validate:
    key = jwk.import_key(signer.jwk())
    registry = joserfc_jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": ISSUER}, aud={"essential": True, "value": AUDIENCE}
    )

    def validate(token: str) -> object:
        claims = joserfc_jwt.decode(token, key, algorithms=ALGORITHMS).claims
        registry.validate(claims)
        return claims

    return validate


def python_jose(signer: Signer) -> Validate:
    key = signer.jwk()
    return lambda token: jose_jwt.decode(
        token, key, algorithms=ALGORITHMS, audience=AUDIENCE, issuer=ISSUER
    )


def auth0(signer: Signer, loop: asyncio.AbstractEventLoop) -> Callable[[list[str]], None]:
    """Auth0's own verifier. It is asynchronous, so it takes many tokens in one go."""
    documents = {
        "openid-configuration": {"issuer": ISSUER, "jwks_uri": f"{ISSUER}jwks.json"},
        "jwks.json": signer.jwks(),
    }

    async def fetch(url: str) -> dict[str, Any]:
        return documents[url.rpartition("/")[2]]

    options = ApiClientOptions("tenant.example", AUDIENCE, custom_fetch=fetch)
    client = ApiClient(options)

    async def validate(tokens: list[str]) -> None:
        for token in tokens:
            await client.verify_access_token(token)

    return lambda tokens: loop.run_until_complete(validate(tokens))


def _decode(segment: bytes) -> bytes:
    return urlsafe_b64decode(segment + b"=" * (-len(segment) % 4))
