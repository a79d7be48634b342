"""Finds the trace id that ties an answer to the log lines of one request."""

import re
import secrets

# W3C Trace Context section 3.2.2; only version 00 is defined, later ones keep this beginning.
_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?")
_CLOUD_TRACE = re.compile(r"([0-9a-fA-F]{32})(?:/\d{1,20})?(?:;o=\d)?", re.ASCII)
_INVALID = "0" * 32


def read_trace_id(traceparent: str | None, cloud_trace_context: str | None) -> str:
    """Return the trace id a caller sent, or a new one: 32 hexadecimal digits in either case.

    Args:
        traceparent: The header of that name, None if absent.
        cloud_trace_context: The header ``X-Cloud-Trace-Context``, None if absent.
    """
    sent = ((_TRACEPARENT, traceparent), (_CLOUD_TRACE, cloud_trace_context))
    for pattern, header in sent:
        match = pattern.fullmatch(header or "")
        if match and match[1] != _INVALID:
            return match[1].lower()
    return secrets.token_hex(16)
