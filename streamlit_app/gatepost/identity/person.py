"""A person who is signed in: who it is, and the access tokens for the app's APIs."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gatepost.needs import Needs
from gatepost.secret import Secret

# Seconds from a sign-in until the app uses it: without them, a small age could never be met. What
# protects data is the API.
LEEWAY = 60


def elapsed() -> float:
    """Return seconds from a clock that nobody can set.

    The clocks of app and component can differ by minutes, and can be set during a sign-in. If
    the system allows it, as on Linux, this clock also runs while the machine sleeps.
    """
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class Names(frozenset[str]):
    """A set of names that is copied in alphabetical order.

    Streamlit's caches hash the copy, and the order of a plain set differs from set to set.
    """

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (sorted(self),)


@dataclass(frozen=True)
class User:
    """A person, as the identity provider names them, and what they may do here.

    Any claim of the ID token can be read as ``user["…"]``, such as a claim of the operator's own.

    Attributes:
        sub: Stable id of the person at the identity provider, such as ``auth0|65f…``.
        email_verified: Whether the provider has verified the e-mail address.
        picture: Address of a picture. A browser that shows it requests it.
        locale: Language tag, such as ``de-DE``.
        claims: The claims of the ID token, except those about the token itself, such as ``exp``.
        scopes: Scopes of the API that the person may use in this app.
        permissions: Everything that the access token says the person may do at the API, or None if
            it says nothing about that.
        audience: The identifier of that API at the identity provider.
    """

    sub: str
    name: str | None = None
    email: str | None = None
    email_verified: bool | None = None
    picture: str | None = None
    locale: str | None = None
    claims: Mapping[str, Any] = field(default_factory=dict)
    scopes: frozenset[str] = frozenset()
    permissions: frozenset[str] | None = None
    audience: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "scopes", Names(self.scopes))
        if self.permissions is not None:
            object.__setattr__(self, "permissions", Names(self.permissions))

    def __getitem__(self, claim: str) -> Any:
        return self.claims[claim]

    def __hash__(self) -> int:
        return hash((self.sub, self.scopes, self.audience))

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values, such as JSON has."""
        lists = {
            "scopes": sorted(self.scopes),
            "permissions": None if self.permissions is None else sorted(self.permissions),
        }
        return {**self.__dict__, "claims": dict(self.claims), **lists}


@dataclass(frozen=True)
class Access:
    """An access token for one API, and the scopes it grants."""

    token: Secret
    scopes: frozenset[str]


@dataclass(frozen=True)
class Identity:
    """A user, and the access tokens for the app's APIs; in an app only ``redeem`` makes one.

    Attributes:
        id: The component's id for it; every renewal gets a new one.
        access_token: Bearer token for the main API; None if the app is registered without access.
        ends_at: When the first of the tokens expires, on the clock of ``elapsed``.
        scopes: Scopes of the main API that were granted.
        is_renewable: Whether the component can renew it; otherwise it ends with the token.
        audience: The main API's identifier at the identity provider.
        apis: Access to the other APIs that the operator allows the app, by their audience.
        acr: How the person authenticated, as a class of the provider's (RFC 9470), if it said so.
        authenticated_at: When they did, on the clock of ``elapsed``, if the provider said so.
    """

    id: str
    user: User
    access_token: Secret | None
    ends_at: float
    scopes: frozenset[str]
    is_renewable: bool = False
    audience: str | None = None
    apis: Mapping[str, Access] = field(default_factory=dict)
    acr: str | None = None
    authenticated_at: float | None = None

    @property
    def is_current(self) -> bool:
        """Return whether the access token is still valid; one that was pickled is not."""
        is_empty = self.access_token is not None and not self.access_token
        return not is_empty and self.seconds_left > 0

    @property
    def seconds_left(self) -> float:
        """Return how long the access token is still valid."""
        return max(0.0, self.ends_at - elapsed())

    def access_for(self, audience: str | None) -> Access | None:
        """Return the access to the API with this audience, None for the main API; None if none."""
        if audience is None or audience == self.audience:
            return Access(self.access_token, self.scopes) if self.access_token else None
        return self.apis.get(audience)

    def lacks(self, needs: Needs) -> Needs:
        """Return what is needed beyond this identity; it is false if nothing is."""
        age = None if self.authenticated_at is None else elapsed() - self.authenticated_at
        is_fresh = needs.max_age is None or (age is not None and age <= needs.max_age + LEEWAY)
        is_strong = not needs.acr_values or self.acr in needs.acr_values
        return Needs(
            scopes=needs.scopes - self.scopes,
            max_age=None if is_fresh else needs.max_age,
            acr_values=() if is_strong else needs.acr_values,
        )
