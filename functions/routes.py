"""The list of routes. A new one needs a row here, a handler, and a path in openapi.yaml."""

from collections.abc import Callable
from dataclasses import dataclass

import handlers
from claims import Caller
from decoding import JsonObject

PUBLIC = None


@dataclass(frozen=True, slots=True)
class Route:
    """One route of the API.

    Attributes:
        name: The name of the function target that serves it alone.
        path: Its path under the ``api`` target.
        handler: What answers an admitted caller.
        scopes: The scopes a caller needs, all of them; ``PUBLIC`` asks for no token at all.
    """

    name: str
    path: str
    handler: Callable[[Caller], JsonObject]
    scopes: frozenset[str] | None


ROUTES = (
    Route("ping", "/api/ping", handlers.ping, PUBLIC),
    Route("pong", "/api/pong", handlers.pong, frozenset()),
    Route("pong_scoped", "/api/pong-scoped", handlers.pong_scoped, frozenset({"read:messages"})),
)
