"""Define the function targets: ``api`` serves every route, and each route has its own."""

from collections.abc import Iterable, Mapping

from gatepost_api.audit import Audit
from gatepost_api.decoding import JsonObject
from gatepost_api.guard import Guard
from gatepost_api.routes import PUBLIC, ROUTES, Route
from gatepost_api.settings import (
    SettingsError,
    read_allowed_origins,
    read_audit_salt,
    read_auth_settings,
    read_project,
)
from gatepost_api.tokens.claims import Caller, ClaimRules
from gatepost_api.web.dispatcher import Dispatcher

# A target that serves one route serves it at the root of its address as well.
TARGETS: dict[str, dict[str, Route]] = {
    "api": {route.path: route for route in ROUTES},
    **{route.name: {"/": route, route.path: route} for route in ROUTES},
}


# RFC 9728 section 3.1
METADATA_PATH = "/.well-known/oauth-protected-resource"


def _metadata_route(rules: ClaimRules, routes: Iterable[Route]) -> Route:
    """Return the public route that describes this API to its clients (RFC 9728 section 2)."""
    scopes = {scope for route in routes for scope in route.scopes or ()}

    def metadata(_caller: Caller) -> JsonObject:
        return {
            "resource": rules.audience,
            "authorization_servers": [rules.issuer],
            "scopes_supported": sorted(scopes),
            "bearer_methods_supported": ["header"],
        }

    return Route(METADATA_PATH, metadata, PUBLIC)


def create_dispatcher(target: str, environ: Mapping[str, str]) -> Dispatcher:
    """Return the WSGI application of a target.

    Raises:
        SettingsError: There is no such target, or a setting of it is missing or malformed.
    """
    routes = TARGETS.get(target)
    if routes is None:
        raise SettingsError(f"FUNCTION_TARGET must be one of {', '.join(TARGETS)}.")
    guard = None
    if any(route.scopes is not PUBLIC for route in routes.values()):
        settings = read_auth_settings(environ)
        guard = Guard.from_settings(settings)
        routes = {**routes, METADATA_PATH: _metadata_route(settings.rules, routes.values())}
    audit = Audit(read_audit_salt(environ), read_project(environ))
    return Dispatcher(routes, read_allowed_origins(environ), audit, guard)
