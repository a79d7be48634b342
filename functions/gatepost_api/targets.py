"""Define the function targets: ``api`` serves every route, and each route has its own."""

from collections.abc import Mapping

from gatepost_api.audit import Audit
from gatepost_api.guard import Guard
from gatepost_api.routes import PUBLIC, ROUTES, Route
from gatepost_api.settings import (
    SettingsError,
    read_allowed_origins,
    read_audit_salt,
    read_auth_settings,
    read_project,
)
from gatepost_api.web.dispatcher import Dispatcher

# A target that serves one route serves it at the root of its address as well.
TARGETS: dict[str, dict[str, Route]] = {
    "api": {route.path: route for route in ROUTES},
    **{route.name: {"/": route, route.path: route} for route in ROUTES},
}


def create_dispatcher(target: str, environ: Mapping[str, str]) -> Dispatcher:
    """Return the WSGI application of a target.

    Raises:
        SettingsError: There is no such target, or a setting of it is missing or malformed.
    """
    routes = TARGETS.get(target)
    if routes is None:
        raise SettingsError(f"FUNCTION_TARGET must be one of {', '.join(TARGETS)}.")
    is_public = all(route.scopes is PUBLIC for route in routes.values())
    guard = None if is_public else Guard.from_settings(read_auth_settings(environ))
    audit = Audit(read_audit_salt(environ), read_project(environ))
    return Dispatcher(routes, read_allowed_origins(environ), audit, guard)
