"""Dispatch a request: route, method, body, caller, scopes, handler; then build the response.

The dispatcher is a WSGI application (PEP 3333) and reads a request straight from its environment:
no route reads a body, a form or a cookie.
"""

import json
import time
import traceback
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import PurePath
from typing import NamedTuple
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIEnvironment

from gatepost_api import log
from gatepost_api.audit import Audit, Decision
from gatepost_api.decoding import JsonObject
from gatepost_api.errors import ApiError, BodyNotAllowed, InternalError, MethodNotAllowed, NotFound
from gatepost_api.guard import Guard, require_scopes
from gatepost_api.routes import PUBLIC, Route
from gatepost_api.tokens.claims import ANONYMOUS, Caller
from gatepost_api.web.headers import SECURITY, cors_headers, read_trace_id, server_timing
from gatepost_api.web.request_body import drain_body_after, has_body


class _Response(NamedTuple):
    """A response without the headers that every response has."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """Serves a set of routes."""

    routes: Mapping[str, Route]  # by path
    allowed_origins: Collection[str]  # the origins whose pages may read responses
    audit: Audit
    guard: Guard | None = None  # None if every route is public

    def warm_up(self) -> None:
        """Start fetching what the first caller needs, without waiting for it."""
        if self.guard is not None:
            self.guard.warm_up()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request. Never raises."""
        started = time.perf_counter()
        trace_id = read_trace_id(
            environ.get("HTTP_TRACEPARENT"), environ.get("HTTP_X_CLOUD_TRACE_CONTEXT")
        )
        decision = Decision()
        try:
            response = self._handle(environ, decision)
        except ApiError as error:
            decision.error = error
        except Exception as error:  # noqa: BLE001 - the last resort: JSON and CORS for every error
            _log_unexpected(error, trace_id)
            decision.error = InternalError()
        if (failure := decision.error) is not None:
            members = {"code": failure.code, "message": failure.message, "trace_id": trace_id}
            response = _json_response(failure.status, members, failure.headers)
        timing = {}
        if decision.error is not None or decision.caller is not None:
            milliseconds = (time.perf_counter() - started) * 1000
            self.audit.write(decision, trace_id, milliseconds)
            timing = server_timing(decision.caller, milliseconds)
        origin = environ.get("HTTP_ORIGIN")
        cors = cors_headers(origin, self.allowed_origins, preflight=_is_preflight(environ))
        headers = {**SECURITY, **cors, **timing, **response.headers}
        phrase = HTTPStatus(response.status).phrase
        start_response(f"{response.status} {phrase}", list(headers.items()))
        content = [] if environ["REQUEST_METHOD"] == "HEAD" else [response.body]
        return drain_body_after(content, environ) if has_body(environ) else content

    def _handle(self, environ: WSGIEnvironment, decision: Decision) -> _Response:
        """Return the response of the requested route; record in ``decision`` what is decided."""
        route = self.routes.get(environ.get("PATH_INFO") or "/")
        if route is None and _is_preflight(environ):
            return _Response(204, MethodNotAllowed.headers)  # so that the page can read the 404
        if route is None:
            raise NotFound
        decision.route = route.name
        if environ["REQUEST_METHOD"] not in MethodNotAllowed.allowed:
            raise MethodNotAllowed
        if has_body(environ):
            raise BodyNotAllowed
        # Before authentication: a preflight carries no credentials.
        if environ["REQUEST_METHOD"] == "OPTIONS":
            return _Response(204, MethodNotAllowed.headers)
        decision.caller = self._authenticate(environ, route)
        if self.guard is not None and route.scopes is not PUBLIC:
            self.guard.require_authentication(decision.caller, route.max_age, route.acr_values)
        require_scopes(decision.caller, route.scopes or frozenset())
        return _json_response(200, route.handler(decision.caller), {})

    def _authenticate(self, environ: WSGIEnvironment, route: Route) -> Caller:
        """Return the caller. A protected route without a guard is a bug of ours: 500."""
        if route.scopes is PUBLIC:
            return ANONYMOUS
        if self.guard is None:
            raise RuntimeError("a protected route has no guard")
        query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
        return self.guard.authenticate(environ.get("HTTP_AUTHORIZATION"), query)


def _is_preflight(environ: WSGIEnvironment) -> bool:
    """Return whether the request is a CORS preflight (Fetch standard, CORS-preflight request)."""
    is_options: bool = environ["REQUEST_METHOD"] == "OPTIONS"
    return is_options and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ


def _json_response(status: int, members: JsonObject, headers: Mapping[str, str]) -> _Response:
    """Return a response with a JSON body. Raises if a handler's members are not JSON."""
    body = json.dumps(members, separators=(",", ":")).encode()
    entity = {"Content-Type": "application/json", "Content-Length": str(len(body))}
    return _Response(status, {**headers, **entity}, body)


def _log_unexpected(error: Exception, trace_id: str) -> None:
    """Log the type and the traceback of an error, but not its text: it may quote the request."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(
        f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames)
    )
    log.write(
        "ERROR",
        "unforeseen_error",
        "A request failed unexpectedly.",
        error_type=type(error).__name__,
        where=where,
        trace_id=trace_id,
    )
