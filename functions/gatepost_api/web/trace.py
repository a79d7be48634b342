"""Read the trace id, which links a response to the log lines of its request."""

import re
import secrets

# W3C Trace Context section 3.2.2. Only version 00 is defined; later versions start the same way.
_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?")
_CLOUD_TRACE = re.compile(r"([0-9a-fA-F]{32})(?:/\d{1,20})?(?:;o=\d)?", re.ASCII)
_INVALID = "0" * 32


def read_trace_id(traceparent: str | None, cloud_trace_context: str | None) -> str:
    """Return the trace id of one of these headers, else a new one: 32 hexadecimal digits."""
    headers = ((_TRACEPARENT, traceparent), (_CLOUD_TRACE, cloud_trace_context))
    for pattern, header in headers:
        match = pattern.fullmatch(header or "")
        if match and match[1] != _INVALID:
            return match[1].lower()
    return secrets.token_hex(16)
