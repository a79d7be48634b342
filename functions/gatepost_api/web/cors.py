"""Build the headers by which a browser lets a page read a response (Fetch standard, CORS protocol).

Only exact origins are allowed: never ``*``, a pattern, or ``null``, which any sandboxed page can
send. ``Access-Control-Allow-Credentials`` is never sent, because callers send an access token. A
cookie would be attached by the browser itself, and a cookie of a proxy in front of this API must
not give these pages access.
"""

from collections.abc import Collection

# Every method and header that a page may send. Those that no route accepts are listed as well, so
# that the page can read the error. The headers are those of our own callers, of a JSON body and of
# W3C Trace Context.
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, traceparent, tracestate",
    "Access-Control-Max-Age": "600",
}
_EXPOSED = "Allow, Retry-After, Server-Timing, WWW-Authenticate"


def cors_headers(
    origin: str | None, allowed: Collection[str], *, preflight: bool
) -> dict[str, str]:
    """Return the CORS headers of a response.

    Args:
        origin: The request's ``Origin`` header, None if absent.
        allowed: The origins whose pages may read responses.
        preflight: Whether the request is a preflight.
    """
    # Sent even if the request has no Origin: a cache must not serve its response to another origin.
    headers = {"Vary": "Origin"}
    if origin is None or origin not in allowed:
        return headers
    headers["Access-Control-Allow-Origin"] = origin
    if preflight:
        return headers | _PREFLIGHT
    return headers | {"Access-Control-Expose-Headers": _EXPOSED}
