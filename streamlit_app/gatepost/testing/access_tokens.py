"""Real access tokens, for tests of an API; joserfc signs them: ``gatepost[testing]``."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

from gatepost.testing.bearer import encode


def make_key(kid: str) -> RSAKey:
    """Return a new RSA key for RS256."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


class AccessTokens:
    """Makes access tokens as an identity provider does (RFC 9068), good and bad ones.

    Args:
        issuer: The provider's identifier; the API under test has to trust it.
        audience: The API's identifier.
        key: The provider's key; by default a new one.
    """

    def __init__(
        self,
        issuer: str = "https://issuer.test/",
        audience: str = "https://api.test",
        key: RSAKey | None = None,
    ) -> None:
        self.issuer, self.audience = issuer, audience
        self.key = key or make_key("key-of-the-tests")

    @property
    def jwks(self) -> dict[str, Any]:
        """Return the key set with which an API checks the tokens (RFC 7517, section 5)."""
        return {"keys": [self.key.as_dict(private=False)]}

    def make(
        self,
        sub: str = "test|ada",
        *,
        scopes: Iterable[str] = (),
        audience: str | list[str] | None = None,
        expires_in: float = 3600,
        permissions: Iterable[str] | None = None,
        acr: str | None = None,
        auth_time: float | None = None,
        **claims: Any,
    ) -> str:
        """Return a good token.

        Args:
            sub: Whose it is.
            scopes: What it grants.
            audience: By default that of this factory.
            expires_in: Seconds from now.
            permissions: What the person may do, if the API has that (RBAC at Auth0).
            acr: How they authenticated (RFC 9470).
            auth_time: When they did, in seconds since 1970.
            **claims: More claims; None leaves one out.
        """
        return self._sign(
            self.key,
            sub,
            scope=" ".join(scopes),
            aud=self.audience if audience is None else audience,
            exp=int(time.time() + expires_in),
            permissions=None if permissions is None else list(permissions),
            acr=acr,
            auth_time=None if auth_time is None else int(auth_time),
            **claims,
        )

    def expired(self, sub: str = "test|ada", **options: Any) -> str:
        """Return a token that expired an hour ago."""
        return self.make(sub, **{"expires_in": -3600, **options})

    def for_another_audience(self, sub: str = "test|ada", **options: Any) -> str:
        """Return a token for another API."""
        return self.make(sub, audience="https://another-api.test", **options)

    def of_another_key(self, sub: str = "test|ada", **options: Any) -> str:
        """Return a token signed with a key that is not in the key set, under the name of ours."""
        stranger = AccessTokens(self.issuer, self.audience, make_key(str(self.key.kid)))
        return stranger.make(sub, **options)

    def with_alg_none(self, sub: str = "test|ada", **options: Any) -> str:
        """Return a token without a signature (RFC 7519, section 6)."""
        payload = self.make(sub, **options).split(".")[1]
        return f"{encode({'alg': 'none', 'typ': 'at+jwt', 'kid': self.key.kid})}.{payload}."

    def _sign(self, key: RSAKey, sub: str, **claims: Any) -> str:
        client = claims.get("azp", "app-of-the-tests")
        common = {"iss": self.issuer, "sub": sub, "iat": int(time.time()), "azp": client}
        common |= {"client_id": client, "jti": secrets.token_urlsafe(12)}
        known = {name: value for name, value in {**common, **claims}.items() if value is not None}
        return jwt.encode({"alg": "RS256", "typ": "at+jwt", "kid": key.kid}, known, key)
