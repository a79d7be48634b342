"""Tells browsers which origins may read the answers (the Fetch standard's CORS protocol).

Exact origins only: never ``*``, never a pattern, never ``null``, which any sandboxed page can
send. ``Access-Control-Allow-Credentials`` is never sent: callers bring an access token themselves.
A cookie goes along by itself, and what a front in place of this API knows the person by is not for
the scripts of these origins.
"""

from collections.abc import Collection

# All that a page can send: one that no route answers is refused here, and the page can read how.
# The headers are those of our own callers, of a JSON body and of the W3C's trace context.
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, traceparent, tracestate",
    "Access-Control-Max-Age": "600",
}
_EXPOSED = "Allow, Retry-After, Server-Timing, WWW-Authenticate"


def cors_headers(
    origin: str | None, allowed: Collection[str], *, preflight: bool
) -> dict[str, str]:
    """Return the CORS headers of any answer.

    Args:
        origin: The request's ``Origin`` header, None if absent.
        allowed: The origins that may read the answers.
        preflight: Whether the request asks what it may send.
    """
    # Always, also for a request without Origin: a cache must not hand its answer to others.
    headers = {"Vary": "Origin"}
    if origin is None or origin not in allowed:
        return headers
    headers["Access-Control-Allow-Origin"] = origin
    if preflight:
        return headers | _PREFLIGHT
    return headers | {"Access-Control-Expose-Headers": _EXPOSED}
