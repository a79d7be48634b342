"""Send the requests of google-auth within fixed limits of time and size.

The limits of google-auth 2.62 do not suffice. Each is for one socket operation, so an answer that
trickles never ends: 3 seconds at the metadata server, which is tried five times with growing
pauses; 120 seconds at the token endpoint with its transport on requests, none with the one on
urllib3, tried three times. No size is limited. The transport on requests also reads ``.netrc`` and
takes its proxy from the environment, and both follow redirects. Here one attempt is made, by
Gatepost's own transport; the caller decides on another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from gatepost.secret import Secret
from gatepost.transport import Answer, Bounds, NoAnswer, Request, TooLarge, Transport

_BOUNDS = Bounds(seconds=4.0, most_bytes=64 * 1024)
# A timeout and too many requests are no refusal (RFC 9110): a later request can succeed.
_REFUSALS = frozenset(range(400, 500)) - {408, 429}

Reason = Literal["silent", "refused", "unreadable"]


class Unavailable(Exception):
    """Google's endpoint issued no token. google-auth lets this error pass without a retry.

    Args:
        reason: ``refused``, or ``silent`` when another attempt can succeed.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class GoogleAnswer:
    """The parts of an answer that google-auth reads (google.auth.transport.Response)."""

    status: int
    headers: Mapping[str, str]
    data: bytes = field(repr=False)


def sender(proxy_url: Secret | None) -> Callable[..., GoogleAnswer]:
    """Return a function that sends one request of google-auth (google.auth.transport.Request)."""

    def send(
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        **_: object,
    ) -> GoogleAnswer:
        answer = _answer(Request(method, url, headers or {}, body, proxy_url))
        if answer and answer.status == 200:
            return GoogleAnswer(answer.status, answer.headers, answer.content)
        raise Unavailable("refused" if answer and answer.status in _REFUSALS else "silent")

    return send


def _answer(request: Request) -> Answer | None:
    try:
        return Transport().send(request, _BOUNDS)
    except (NoAnswer, TooLarge):
        return None
