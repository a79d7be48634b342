"""Turns a request into a response: route, method, body, admission, handler, headers."""

import io
import json
import traceback
from collections.abc import Mapping
from contextlib import suppress
from pathlib import PurePath

from flask import Request, Response
from werkzeug.wsgi import get_input_stream

import log
from claims import ANONYMOUS
from cors import cors_headers
from decoding import JsonObject
from errors import ApiError, BodyNotAllowed, InternalError, MethodNotAllowed, NotFound
from guard import Guard
from routes import PUBLIC, Route
from settings import HttpSettings
from tracing import read_trace_id

_SECURITY_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
}

# Cloud Run passes on 32 MiB at most.
_PIECE = 64 * 1024
_MOST_PIECES = 32 * 1024 * 1024 // _PIECE


class Dispatcher:
    """Serves a set of routes.

    Args:
        routes: The routes by path.
        http: How to behave towards browsers.
        guard: Who admits callers; None where every route is public.
    """

    def __init__(
        self, routes: Mapping[str, Route], http: HttpSettings, guard: Guard | None = None
    ) -> None:
        self._routes = routes
        self._http = http
        self._guard = guard

    def respond(self, request: Request) -> Response:
        """Return the answer to a request. Never raises."""
        trace_id = read_trace_id(
            request.headers.get("traceparent"), request.headers.get("X-Cloud-Trace-Context")
        )
        try:
            response = self._answer(request, has_body=_drop_body(request))
        except ApiError as error:
            response = _error_response(error, trace_id)
        except Exception as error:  # noqa: BLE001 - the last resort: JSON and CORS for every error
            _log_unforeseen(error, trace_id)
            response = _error_response(InternalError(), trace_id)
        response.headers.update(_SECURITY_HEADERS)
        response.headers.update(
            cors_headers(
                request.headers.get("Origin"),
                self._http.allowed_origins,
                preflight=_is_preflight(request),
            )
        )
        return response

    def _answer(self, request: Request, *, has_body: bool) -> Response:
        """Return the answer of the route that the path names."""
        route = self._routes.get(request.path)
        if route is None:
            raise NotFound
        if request.method not in MethodNotAllowed.allowed:
            raise MethodNotAllowed
        if has_body:
            raise BodyNotAllowed
        if request.method == "OPTIONS":  # before admission: a preflight carries no credentials
            return _empty_response()
        caller = ANONYMOUS
        if route.scopes is not PUBLIC:
            caller = self._admitting().admit(
                request.headers.get("Authorization"), request.args, route.scopes
            )
        return _json_response(route.handler(caller), 200)

    def _admitting(self) -> Guard:
        """Return the guard. A protected route without one is a fault of ours: 500, not 200."""
        if self._guard is None:
            raise RuntimeError("a protected route has no guard")
        return self._guard


def _drop_body(request: Request) -> bool:
    """Tell whether the request has a body, and read it away piece by piece.

    Left to itself the framework reads a body as a whole into memory once the answer is made;
    unread, it makes the server cut the connection before the caller has the answer.
    """
    declared = request.headers.get("Content-Length", "0")
    if declared in {"", "0"} and "Transfer-Encoding" not in request.headers:
        return False
    body = get_input_stream(request.environ)
    # Cut off or garbled, for which each server has its own errors: it is refused in any case.
    with suppress(Exception):
        for _ in range(_MOST_PIECES):
            if not body.read(_PIECE):
                break
    request.environ |= {"wsgi.input": io.BytesIO(), "wsgi.input_terminated": True}
    return True


def _is_preflight(request: Request) -> bool:
    """Tell whether a browser asks what it may send (Fetch standard, CORS-preflight request)."""
    return request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers


def _empty_response() -> Response:
    """Return the answer to OPTIONS (RFC 9110 section 9.3.7): which methods there are."""
    response = Response(status=204, headers=MethodNotAllowed().headers())
    del response.headers["Content-Type"]
    return response


def _json_response(members: JsonObject, status: int) -> Response:
    """Return a JSON answer."""
    body = json.dumps(members, separators=(",", ":"))
    return Response(body, status=status, mimetype="application/json")


def _error_response(error: ApiError, trace_id: str) -> Response:
    """Return an error in the one shape all tiers share."""
    members = {"code": error.code, "message": error.message, "trace_id": trace_id}
    response = _json_response(members, error.status)
    response.headers.update(error.headers())
    return response


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
