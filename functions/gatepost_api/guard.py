"""Authenticate the caller of a request, and require scopes of them."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial

from gatepost_api.errors import InsufficientAuthentication, InsufficientScope, InvalidToken
from gatepost_api.keys.cache import KeyCache
from gatepost_api.keys.fetch import fetch_key_set
from gatepost_api.settings import AuthSettings
from gatepost_api.tokens.bearer import read_bearer_token
from gatepost_api.tokens.claims import Caller, ClaimRules, read_caller
from gatepost_api.tokens.verifier import RFC9068_TYPES, parse_token, verify_signature


@dataclass(frozen=True, slots=True)
class Guard:
    """Checks the access tokens of one deployment."""

    rules: ClaimRules
    keys: KeyCache
    clock: Callable[[], float] = time.time  # wall-clock time in seconds since 1970

    @classmethod
    def from_settings(cls, settings: AuthSettings) -> "Guard":
        """Return the guard that the settings describe. Fetches nothing yet."""
        fetch = partial(fetch_key_set, settings.jwks_url)
        return cls(settings.rules, KeyCache(fetch, settings.stale_seconds))

    def warm_up(self) -> None:
        """Start fetching the keys, so that the first caller need not wait for them."""
        self.keys.refresh()

    def authenticate(self, authorization: str | None, query_names: Collection[str]) -> Caller:
        """Return the caller of a request. The cheapest checks come first.

        Raises:
            ApiError: The token is missing or invalid, or there is no key to check it with.
        """
        signed = parse_token(read_bearer_token(authorization, query_names))
        if self.rules.rfc9068 and signed.type not in RFC9068_TYPES:
            raise InvalidToken("typ")  # RFC 9068 section 4
        payload = verify_signature(signed, self.keys.find(signed.kid))
        return read_caller(payload, self.rules, self.clock(), signed.kid)

    def require_authentication(
        self, caller: Caller, max_age: int | None, acr_values: Collection[str]
    ) -> None:
        """Raise ``InsufficientAuthentication`` unless the caller's is recent and strong enough.

        A token that does not say when or how the person authenticated is neither (RFC 9470).
        """
        since = None if caller.auth_time is None else self.clock() - caller.auth_time
        is_recent = max_age is None or (since is not None and since <= max_age + self.rules.leeway)
        if not is_recent or (acr_values and caller.acr not in acr_values):
            raise InsufficientAuthentication(max_age, acr_values)


def require_scopes(caller: Caller, required: frozenset[str]) -> None:
    """Raise ``InsufficientScope`` unless the caller has all the scopes."""
    if not required <= caller.scopes:
        raise InsufficientScope(required)
