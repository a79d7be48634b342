"""Sends the requests of google-auth to Google, within fixed bounds of time and size.

google-auth's own transport waits 120 seconds for an answer, and google-auth tries up to five times
with pauses between. Here one attempt is made; whoever wants a token decides on the next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from gatepost.secret import Secret
from gatepost.stream import Answer, NoAnswer, TooLarge
from gatepost.transport import Bounds, Request, Transport

_BOUNDS = Bounds(seconds=4.0, most_bytes=64 * 1024)
# A request that took too long, or was one too many, is none that Google refuses (RFC 9110).
_REFUSALS = frozenset(range(400, 500)) - {408, 429}

Reason = Literal["silent", "refused", "unreadable"]


class Unavailable(Exception):
    """Google's endpoint gave no token; google-auth lets this error pass, and does not try again.

    Args:
        reason: ``refused``, or ``silent`` when another attempt may succeed.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class GoogleAnswer:
    """What google-auth reads of an answer (google.auth.transport.Response)."""

    status: int
    headers: Mapping[str, str]
    data: bytes = field(repr=False)


def sender(proxy_url: Secret | None) -> Callable[..., GoogleAnswer]:
    """What sends one request for google-auth (google.auth.transport.Request)."""

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
