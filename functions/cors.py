"""Tells browsers which origins may read the answers (the Fetch standard's CORS protocol).

Exact origins only: never ``*``, never a pattern, never ``null``, which any sandboxed page can
send. No cookies are involved, so ``Access-Control-Allow-Credentials`` is never sent.
"""

from collections.abc import Collection

from errors import MethodNotAllowed

_PREFLIGHT = {
    "Access-Control-Allow-Methods": ", ".join(MethodNotAllowed.allowed),
    "Access-Control-Allow-Headers": "Authorization, traceparent",
    "Access-Control-Max-Age": "600",
}
_EXPOSED = "WWW-Authenticate, Retry-After"


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
