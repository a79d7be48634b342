"""Define the routes of the API: each is a handler and its row in ``ROUTES``."""

from collections.abc import Callable
from dataclasses import dataclass

from gatepost_api.decoding import JsonObject
from gatepost_api.tokens.claims import Caller

PUBLIC = None


def ping(_caller: Caller) -> JsonObject:
    """Answer anyone."""
    return {"message": "The public API answers; no sign-in was needed."}


def pong(caller: Caller) -> JsonObject:
    """Answer a caller with a valid access token."""
    return {"message": "The protected API accepts your access token.", **_describe(caller)}


def pong_scoped(caller: Caller) -> JsonObject:
    """Answer a caller who may read messages."""
    return {"message": "The protected API lets you read messages.", **_describe(caller)}


def _describe(caller: Caller) -> JsonObject:
    """Return what the API knows about a caller. The subject is an opaque id, never an e-mail."""
    return {"subject": caller.subject, "scopes": sorted(caller.scopes)}


@dataclass(frozen=True, slots=True)
class Route:
    """One route of the API.

    Attributes:
        path: Its path under the ``api`` target.
        handler: Returns the members of the JSON response for an admitted caller.
        scopes: The scopes a caller needs, all of them. An empty set requires a valid access token
            and no scope; ``PUBLIC`` requires no token.
        max_age: Seconds that may have passed since the person authenticated, None for any number.
        acr_values: The ways to authenticate of which one is required, empty for any.
    """

    path: str
    handler: Callable[[Caller], JsonObject]
    scopes: frozenset[str] | None
    max_age: int | None = None
    acr_values: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of its handler, which is also the function target that serves it alone."""
        return self.handler.__name__


ROUTES = (
    Route("/api/ping", ping, PUBLIC),
    Route("/api/pong", pong, frozenset()),
    Route("/api/pong-scoped", pong_scoped, frozenset({"read:messages"})),
)
