"""Read the trace id of a request; build the headers of its response."""

import re
import secrets
from collections.abc import Collection

from gatepost_api.keys.key_set import ALGORITHM
from gatepost_api.tokens.claims import Caller

SECURITY = {
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
# W3C Trace Context section 3.2.2. Only version 00 is defined; later versions start the same way.
_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?")
_CLOUD_TRACE = re.compile(r"([0-9a-fA-F]{32})(?:/\d{1,20})?(?:;o=\d)?", re.ASCII)
_INVALID_TRACE_ID = "0" * 32


def read_trace_id(traceparent: str | None, cloud_trace_context: str | None) -> str:
    """Return the trace id of one of these headers, else a new one: 32 hexadecimal digits."""
    headers = ((_TRACEPARENT, traceparent), (_CLOUD_TRACE, cloud_trace_context))
    for pattern, header in headers:
        match = pattern.fullmatch(header or "")
        if match and match[1] != _INVALID_TRACE_ID:
            return match[1].lower()
    return secrets.token_hex(16)


def cors_headers(
    origin: str | None, allowed: Collection[str], *, preflight: bool
) -> dict[str, str]:
    """Return the CORS headers of a response; the origin is the request's, None if it has none.

    Only exact origins are allowed: never ``*``, a pattern, or ``null``, which any sandboxed page
    can send. ``Access-Control-Allow-Credentials`` is never sent: callers send an access token, and
    a cookie of a proxy in front of this API must not give these pages access.
    """
    # Sent even if the request has no Origin: a cache must not serve its response to another origin.
    headers = {"Vary": "Origin"}
    if origin is None or origin not in allowed:
        return headers
    headers["Access-Control-Allow-Origin"] = origin
    return headers | (_PREFLIGHT if preflight else _EXPOSED)


def server_timing(caller: Caller | None, milliseconds: float) -> dict[str, str]:
    """Return ``Server-Timing`` (W3C) with the key and the time, if a token was accepted.

    It discloses nothing to the caller: the key id is in the header of the token that they sent.
    """
    if caller is None or not _KEY_ID.fullmatch(caller.key_id):
        return {}
    metric = f'token;dur={milliseconds:.3f};desc="{ALGORITHM} {caller.key_id}"'
    return {"Server-Timing": metric}
