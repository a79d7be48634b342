"""Define the target that functions-framework is about to serve.

functions-framework loads this file and looks its target up in it by name. All targets are listed in
``gatepost_api/targets.py``. Any other import of this file reads no setting.
"""

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from wsgiref.types import StartResponse, WSGIEnvironment

import flask

from gatepost_api import log
from gatepost_api.settings import SettingsError, read_target, refuse_debug_in_cloud
from gatepost_api.targets import create_dispatcher
from gatepost_api.tokens.verifier import MAX_TOKEN_LENGTH


def _define(target: str) -> None:
    """Define a target that answers every request, or exit with one sentence that says why not."""
    log.start()
    try:
        refuse_debug_in_cloud(os.environ, sys.argv)
        dispatcher = create_dispatcher(target, os.environ)
    except SettingsError as error:
        raise SystemExit(f"The API cannot start: {error}") from None

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return dispatcher(environ, start_response)

    # functions-framework accepts a function only, not any other callable.
    globals()[target] = serve
    # The framework would build Flask's request and response around the target, which costs more
    # than checking a token, and would answer /robots.txt and /favicon.ico itself, in HTML. Flask
    # documents this attribute as the place for a WSGI application in front of its own.
    flask.current_app.wsgi_app = serve  # type: ignore[method-assign]
    _raise_field_limit()
    # gunicorn forks the process that serves, and a thread started before would not exist there.
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=dispatcher.warm_up)


def _raise_field_limit() -> None:
    """Let gunicorn accept header fields as long as a token; its own limit is 8,190 bytes.

    functions-framework has no setting for it. It reads gunicorn's defaults after loading this file.
    """
    with suppress(ImportError):  # not installed on Windows; the debug server has no such limit
        import gunicorn.config  # type: ignore[import-untyped]

        # The token, after "Authorization: Bearer ".
        gunicorn.config.LimitRequestFieldSize.default = MAX_TOKEN_LENGTH + 256


if flask.has_app_context():
    _define(read_target(os.environ))
