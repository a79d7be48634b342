"""The function targets: one for each route by its name, and ``api`` for all of them.

functions-framework loads this file and serves the one target it was told to. Settings are read
then, so that a wrong one stops the start; merely importing this module reads none.
"""

import os
import sys
from contextlib import suppress
from functools import cache

import flask
import functions_framework
from flask import Request

import log
from audit import Audit
from dispatcher import Dispatcher
from guard import Guard
from routes import PUBLIC, ROUTES, Route
from settings import (
    SettingsError,
    read_audit_settings,
    read_auth_settings,
    read_http_settings,
    read_target,
    refuse_debug_in_cloud,
)
from verifier import MAX_TOKEN_LENGTH

# ``Authorization: Bearer `` and the token.
_LONGEST_FIELD = MAX_TOKEN_LENGTH + 256

# A target alone serves its route at the root of its own address as well.
TARGETS: dict[str, dict[str, Route]] = {
    "api": {route.path: route for route in ROUTES},
    **{route.name: {"/": route, route.path: route} for route in ROUTES},
}


@functions_framework.http
def api(_request: Request) -> Dispatcher:
    """Serve every route under one address."""
    return _dispatcher("api")


@functions_framework.http
def ping(_request: Request) -> Dispatcher:
    """Serve the public route alone."""
    return _dispatcher("ping")


@functions_framework.http
def pong(_request: Request) -> Dispatcher:
    """Serve the route that needs an access token alone."""
    return _dispatcher("pong")


@functions_framework.http
def pong_scoped(_request: Request) -> Dispatcher:
    """Serve the route that needs the scope ``read:messages`` alone."""
    return _dispatcher("pong_scoped")


@cache
def _dispatcher(target: str) -> Dispatcher:
    """Return what serves a target, made once per process."""
    routes = TARGETS[target]
    is_public = all(route.scopes is PUBLIC for route in routes.values())
    guard = None if is_public else Guard.from_settings(read_auth_settings(os.environ))
    audit = read_audit_settings(os.environ)
    return Dispatcher(
        routes, read_http_settings(os.environ), Audit(audit.salt, audit.project), guard
    )


def _start(target: str) -> None:
    """Check the settings of a target and have it answer every request itself.

    Raises:
        SystemExit: With one sentence instead of a traceback, when a setting is wrong.
    """
    log.start()
    try:
        refuse_debug_in_cloud(os.environ, sys.argv)
        dispatcher = _dispatcher(target)
    except SettingsError as error:
        raise SystemExit(f"The API cannot start: {error}") from None
    _take_long_tokens()
    # The framework would answer /robots.txt and unknown methods itself, in HTML, and spend more
    # time on each request than the dispatcher does. Flask documents this place for middleware.
    flask.current_app.wsgi_app = dispatcher  # type: ignore[method-assign]
    # gunicorn forks the process that will answer; a thread begun before would not live there.
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=dispatcher.warm_up)


def _take_long_tokens() -> None:
    """Let the server read header fields as long as tokens are: its own limit is 8,190 bytes.

    functions-framework has no setting for it. It makes gunicorn's configuration after it has loaded
    this file, from the defaults that gunicorn has then.
    """
    with suppress(ImportError):  # on Windows there is none, and the debug server has no such limit
        import gunicorn.config  # type: ignore[import-untyped]

        gunicorn.config.LimitRequestFieldSize.default = _LONGEST_FIELD


if flask.has_app_context() and read_target(os.environ) in TARGETS:
    _start(read_target(os.environ))
