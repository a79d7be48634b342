"""Sends the requests of google-auth to Google, within fixed bounds of time and size.

google-auth's own transport waits 120 seconds for an answer, and google-auth tries up to five times
with pauses between. Here one attempt is made; whoever wants a token decides on the next.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from requests import Response

# Two seconds without a byte, four in all: an answer that trickles does not hold a thread.
_IDLE_SECONDS = 2.0
_TOTAL_SECONDS = 4.0
_MOST_BYTES = 64 * 1024
# A request that took too long, or was one too many, is none that Google refuses (RFC 9110).
_REFUSALS = frozenset(range(400, 500)) - {408, 429}


class NoAnswer(Exception):
    """Google's endpoint gave no token; google-auth lets this error pass, and does not try again.

    Args:
        reason: ``refused``, or ``silent`` when another attempt may succeed.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Answer:
    """What google-auth reads of an answer (google.auth.transport.Response)."""

    status: int
    headers: Mapping[str, str]
    data: bytes = field(repr=False)


def send(
    url: str,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    **_: object,
) -> Answer:
    """Send one request for google-auth (google.auth.transport.Request), and follow no redirect."""
    import requests
    from urllib3.exceptions import HTTPError

    deadline = time.monotonic() + _TOTAL_SECONDS
    try:
        with requests.Session() as session:
            # Plain http leads to the metadata server or to loopback, where no proxy has a place.
            session.trust_env = url.startswith("https:")
            with session.request(
                method,
                url,
                data=body,
                headers=headers,
                timeout=_IDLE_SECONDS,
                allow_redirects=False,
                stream=True,
            ) as response:
                status = response.status_code
                if status == requests.codes.ok:
                    return Answer(status, response.headers, _read(response, deadline))
    except (OSError, ValueError, HTTPError):  # every error of requests is an OSError
        status = None
    raise NoAnswer("refused" if status in _REFUSALS else "silent")


def _read(response: Response, deadline: float) -> bytes:
    """Read a body; ``read1`` returns what is there, so that a trickle does not hide the clock."""
    body = bytearray()
    while chunk := response.raw.read1(_MOST_BYTES, decode_content=True):
        body += chunk
        if len(body) > _MOST_BYTES or time.monotonic() > deadline:
            raise NoAnswer("silent")
    return bytes(body)
