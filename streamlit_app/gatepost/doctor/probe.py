"""Send the doctor's requests: one attempt each, no redirect, small answers, a short time limit."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

from gatepost.http.transport import Bounds, NoAnswer, Request, TooLarge, Transport

_BOUNDS = Bounds(seconds=4, most_bytes=512 * 1024)


@dataclass(frozen=True)
class Reply:
    """An answer, or none.

    Attributes:
        status: HTTP status; 0 without an answer.
        headers: The header fields, whose names are compared without regard to case.
        text: The body.
        reason: Why there is no answer, see ``NoAnswer``.
        milliseconds: Time from the request to the whole answer.
    """

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    reason: str = ""
    milliseconds: int = 0

    @property
    def json(self) -> dict[str, Any]:
        """Return the object in the body; an empty one if there is none."""
        try:
            found = json.loads(self.text)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def code(self) -> str:
        """Return the stable code of a refusal, or an empty text."""
        return str(self.json.get("code", ""))

    @property
    def is_page(self) -> bool:
        """Return whether the body is HTML, which no route of Gatepost's APIs sends."""
        return self.header("Content-Type").startswith("text/html")

    @property
    def clock_skew(self) -> float | None:
        """Return how many seconds the server's clock is ahead of this machine's."""
        try:
            return parsedate_to_datetime(self.header("Date")).timestamp() - time.time()
        except ValueError:
            return None

    def header(self, name: str) -> str:
        """Return a header field, or an empty text."""
        return next((v for k, v in self.headers.items() if k.lower() == name.lower()), "")


def send(
    url: str, *, method: str = "GET", headers: Mapping[str, str] | None = None, body: object = None
) -> Reply:
    """Send one request; whatever happens is a reply."""
    sent = dict(headers or {})
    content = None
    if body is not None:
        content = json.dumps(body).encode()
        sent["Content-Type"] = "application/json"
    started = time.perf_counter()
    try:
        answer = Transport().send(Request(method, url, sent, content), _BOUNDS)
    except NoAnswer as none:
        return Reply(reason=none.reason)
    except TooLarge as error:
        return Reply(status=error.status)
    took = round((time.perf_counter() - started) * 1000)
    return Reply(answer.status, answer.headers, answer.data.decode("utf-8", "replace"), "", took)
