"""Admits or refuses a request: finds the token, checks it, compares the scopes."""

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

    def admit(
        self, authorization: str | None, query_names: Collection[str], required: frozenset[str]
    ) -> Caller:
        """Return the caller of a request that may pass.

        Args:
            authorization: The ``Authorization`` header, None if absent.
            query_names: The names of the query parameters.
            required: The scopes the caller must have, all of them.

        Raises:
            AccessDenied: No token, a bad one, or one without a scope.
            KeysUnavailable: There is no key to check the token with.
        """
        caller = self._identify(read_bearer_token(authorization, query_names))
        if not required <= caller.scopes:
            raise InsufficientScope(required)
        return caller

    def _identify(self, token: str) -> Caller:
        """Return the caller a token stands for, after the checks in order of their cost."""
        signed = parse_token(token)
        if self._rules.rfc9068 and signed.type not in RFC9068_TYPES:
            raise InvalidToken("typ")  # RFC 9068 section 4
        payload = verify_signature(signed, self._keys.find(signed.kid))
        return read_caller(payload, self._rules, self._clock())
