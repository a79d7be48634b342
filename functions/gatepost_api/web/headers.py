"""Build the headers of a response: security, CORS (Fetch standard) and ``Server-Timing`` (W3C).

Only exact origins may read responses: never ``*``, a pattern, or ``null``, which any sandboxed page
can send. ``Access-Control-Allow-Credentials`` is never sent, because callers send an access token.
A cookie would be attached by the browser itself, and a cookie of a proxy in front of this API must
not give these pages access.
"""

import re
from collections.abc import Collection

from gatepost_api.keys.key_set import ALGORITHM
from gatepost_api.tokens.claims import Caller

SECURITY_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
}
# Every method and header that a page may send. Those that no route accepts are listed as well, so
# that the page can read the error. The headers are those of our own callers, of a JSON body and of
# W3C Trace Context.
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, traceparent, tracestate",
    "Access-Control-Max-Age": "600",
}
_EXPOSED = {"Access-Control-Expose-Headers": "Allow, Retry-After, Server-Timing, WWW-Authenticate"}
# Characters that need no escape in a quoted string; any other key id is left out.
_KEY_ID = re.compile(r"[A-Za-z0-9._~-]{1,64}")


def cors_headers(
    origin: str | None, allowed: Collection[str], *, preflight: bool
) -> dict[str, str]:
    """Return the CORS headers of a response to a request with this ``Origin``, None if absent."""
    # Sent even if the request has no Origin: a cache must not serve its response to another origin.
    headers = {"Vary": "Origin"}
    if origin is None or origin not in allowed:
        return headers
    headers["Access-Control-Allow-Origin"] = origin
    return headers | (_PREFLIGHT if preflight else _EXPOSED)


def server_timing(caller: Caller | None, milliseconds: float) -> dict[str, str]:
    """Return the key of an accepted token and the time to the decision; nothing without a token.

    It discloses nothing to the caller: the key id is in the header of the token that they sent.
    """
    if caller is None or not _KEY_ID.fullmatch(caller.key_id):
        return {}
    metric = f'token;dur={milliseconds:.3f};desc="{ALGORITHM} {caller.key_id}"'
    return {"Server-Timing": metric}
