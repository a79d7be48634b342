"""Turns a request into an answer: route, method, body, identity, scopes, handler, headers.

The dispatcher is a WSGI application (PEP 3333) by itself. No route reads a body, a form or a
cookie, so a request is only what stands in its environment.
"""

import json
import time
import traceback
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from pathlib import PurePath
from typing import NamedTuple
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIEnvironment

import log
from audit import Audit, Decision
from body import drop_body_after, has_body
from claims import ANONYMOUS, Caller
from cors import cors_headers
from decoding import JsonObject
from errors import ApiError, BodyNotAllowed, InternalError, MethodNotAllowed, NotFound
from guard import Guard, require_scopes
from routes import PUBLIC, Route
from settings import HttpSettings
from timing import server_timing
from tracing import read_trace_id

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
}


class _Answer(NamedTuple):
    """An answer before the headers that all answers have."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


class Dispatcher:
    """Serves a set of routes.

    Args:
        routes: The routes by path.
        http: How to behave towards browsers.
        audit: Where decisions are written.
        guard: Who identifies callers; None where every route is public.
    """

    def __init__(
        self,
        routes: Mapping[str, Route],
        http: HttpSettings,
        audit: Audit,
        guard: Guard | None = None,
    ) -> None:
        self._routes = routes
        self._http = http
        self._audit = audit
        self._guard = guard

    def warm_up(self) -> None:
        """Prepare what the first caller would have to wait for; wait for nothing."""
        if self._guard is not None:
            self._guard.warm_up()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request. Never raises."""
        started = time.perf_counter()
        trace_id = read_trace_id(
            environ.get("HTTP_TRACEPARENT"), environ.get("HTTP_X_CLOUD_TRACE_CONTEXT")
        )
        decision = Decision()
        try:
            answer = self._answer(environ, decision)
        except ApiError as error:
            decision.error = error
        except Exception as error:  # noqa: BLE001 - the last resort: JSON and CORS for every error
            _log_unforeseen(error, trace_id)
            decision.error = InternalError()
        if decision.error is not None:
            answer = _refuse(decision.error, trace_id)
        timing = {}
        if decision.error is not None or decision.caller is not None:
            milliseconds = (time.perf_counter() - started) * 1000
            self._audit.write(decision, trace_id, milliseconds)
            timing = server_timing(decision.caller, milliseconds)
        cors = cors_headers(
            environ.get("HTTP_ORIGIN"),
            self._http.allowed_origins,
            preflight=_is_preflight(environ),
        )
        headers = {**_HEADERS, **cors, **timing, **answer.headers}
        start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", list(headers.items()))
        sent = [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]
        return drop_body_after(sent, environ) if has_body(environ) else sent

    def _answer(self, environ: WSGIEnvironment, decision: Decision) -> _Answer:
        """Return the answer of the route that the path names, noting what is decided."""
        route = self._routes.get(environ.get("PATH_INFO") or "/")
        if route is None and _is_preflight(environ):
            return _Answer(204, MethodNotAllowed().headers())  # so that the page can read the 404
        if route is None:
            raise NotFound
        decision.route = route.name
        if environ["REQUEST_METHOD"] not in MethodNotAllowed.allowed:
            raise MethodNotAllowed
        if has_body(environ):
            raise BodyNotAllowed
        # Before identification: a preflight carries no credentials.
        if environ["REQUEST_METHOD"] == "OPTIONS":
            return _Answer(204, MethodNotAllowed().headers())
        decision.caller = self._identify(environ, route)
        require_scopes(decision.caller, route.scopes or frozenset())
        return _json_answer(200, route.handler(decision.caller), {})

    def _identify(self, environ: WSGIEnvironment, route: Route) -> Caller:
        """Return who is calling a route. A protected one without a guard is our fault: 500."""
        if route.scopes is PUBLIC:
            return ANONYMOUS
        if self._guard is None:
            raise RuntimeError("a protected route has no guard")
        query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
        return self._guard.identify(environ.get("HTTP_AUTHORIZATION"), query)


def _is_preflight(environ: WSGIEnvironment) -> bool:
    """Tell whether a browser asks what it may send (Fetch standard, CORS-preflight request)."""
    is_options: bool = environ["REQUEST_METHOD"] == "OPTIONS"
    return is_options and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ


def _refuse(error: ApiError, trace_id: str) -> _Answer:
    """Return an error in the one shape all tiers share."""
    members = {"code": error.code, "message": error.message, "trace_id": trace_id}
    return _json_answer(error.status, members, error.headers())


def _json_answer(status: int, members: JsonObject, headers: Mapping[str, str]) -> _Answer:
    """Return an answer with a body. A handler's members may be no JSON: then this raises."""
    body = json.dumps(members, separators=(",", ":")).encode()
    described = {"Content-Type": "application/json", "Content-Length": str(len(body))}
    return _Answer(status, {**headers, **described}, body)


def _log_unforeseen(error: Exception, trace_id: str) -> None:
    """Log where an error came from. Its text may repeat what a caller sent, so it stays out."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(
        f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames)
    )
    log.write(
        "ERROR",
        "unforeseen_error",
        "A request failed in a way nobody foresaw.",
        error_type=type(error).__name__,
        where=where,
        trace_id=trace_id,
    )
