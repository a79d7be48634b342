"""Identifies who sent a request, and refuses who lacks a scope."""

import time
from collections.abc import Callable, Collection
from functools import partial

from bearer import read_bearer_token
from claims import Caller, ClaimRules, read_caller
from errors import InsufficientScope, InvalidToken
from jwks import KeyCache
from provider import read_key_set
from settings import AuthSettings
from verifier import RFC9068_TYPES, parse_token, verify_signature


class Guard:
    """The checks of one deployment.

    Args:
        rules: What the claims of a token have to say.
        keys: The keys of the issuer.
        clock: Wall-clock time, in seconds since 1970.
    """

    def __init__(
        self, rules: ClaimRules, keys: KeyCache, clock: Callable[[], float] = time.time
    ) -> None:
        self._rules = rules
        self._keys = keys
        self._clock = clock

    @classmethod
    def from_settings(cls, settings: AuthSettings) -> "Guard":
        """Return the guard a deployment's settings ask for. Fetches nothing yet."""
        rules = ClaimRules(
            issuer=settings.issuer,
            audience=settings.audience,
            leeway=settings.leeway,
            client_ids=settings.client_ids,
            rfc9068=settings.rfc9068,
        )
        read = partial(read_key_set, settings.jwks_url)
        return cls(rules, KeyCache(read, settings.stale_seconds))

    def warm_up(self) -> None:
        """Have the keys fetched beside the start, so that the first caller need not wait."""
        self._keys.warm_up()

    def identify(self, authorization: str | None, query_names: Collection[str]) -> Caller:
        """Return the caller of a request, after the checks in order of their cost.

        Args:
            authorization: The ``Authorization`` header, None if absent.
            query_names: The names of the query parameters.

        Raises:
            AccessDenied: No token, or a bad one.
            KeysUnavailable: There is no key to check the token with.
        """
        signed = parse_token(read_bearer_token(authorization, query_names))
        if self._rules.rfc9068 and signed.type not in RFC9068_TYPES:
            raise InvalidToken("typ")  # RFC 9068 section 4
        payload = verify_signature(signed, self._keys.find(signed.kid))
        return read_caller(payload, self._rules, self._clock(), signed.kid)


def require_scopes(caller: Caller, required: frozenset[str]) -> None:
    """Let a caller pass who has all the scopes.

    Raises:
        InsufficientScope: One is missing.
    """
    if not required <= caller.scopes:
        raise InsufficientScope(required)
