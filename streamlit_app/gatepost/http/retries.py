"""Decide whether a request is sent again, and after which pause."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from random import SystemRandom
from urllib.parse import urljoin, urlsplit

IDEMPOTENT = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
"""Methods that may be repeated (RFC 9110, section 9.2.2)."""

_MOST_SENT = 3
_PASSING = frozenset({429, 502, 503, 504})
_FIRST_PAUSE_SECONDS = 0.2
_random = SystemRandom()


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds of ``Retry-After``, from its number or its date; None if it has none."""
    from urllib3.exceptions import InvalidHeader
    from urllib3.util import Retry

    value = headers.get("Retry-After")
    if value is None or re.fullmatch(r"\s*[0-9]{10,}\s*", value):
        return None
    try:
        return float(Retry().parse_retry_after(value))
    except (InvalidHeader, ValueError, OverflowError, TypeError):
        return None


class Attempts:
    """The attempts of one call, within its one time limit.

    Args:
        method: Only an idempotent method is repeated.
        seconds: The limit of the whole call.
        is_repeatable: Whether the body can be sent again.
    """

    def __init__(self, method: str, seconds: float, *, is_repeatable: bool) -> None:
        self._end = time.monotonic() + seconds
        self._is_repeatable = is_repeatable and method in IDEMPOTENT
        self._sent = 0
        self._is_redirected = False

    @property
    def seconds_left(self) -> float:
        """Return what is left of the limit."""
        return max(0.001, self._end - time.monotonic())

    def pause(self, status: int | None, headers: Mapping[str, str]) -> float | None:
        """Return the seconds to wait before the request is sent again; None if it is not.

        Args:
            status: The status of the answer; None if the connection broke before any.
            headers: The headers of the answer.
        """
        self._sent += 1
        is_passing = status is None or status in _PASSING
        if not (self._is_repeatable and is_passing) or self._sent >= _MOST_SENT:
            return None
        backoff = _FIRST_PAUSE_SECONDS * 2 ** (self._sent - 1) * _random.uniform(0.5, 1.5)
        asked = retry_after(headers)
        pause = backoff if asked is None else asked
        return pause if pause < self._end - time.monotonic() else None

    def redirected(
        self, url: str, base: str, status: int, headers: Mapping[str, str]
    ) -> tuple[str, str] | None:
        """Return path and query that a 307 or 308 leads to, once, at the same API; else None."""
        location = headers.get("Location")
        if status not in (307, 308) or not location or not self._is_repeatable:
            return None
        if self._is_redirected:
            return None
        try:
            there, root = urlsplit(urljoin(url, location)), urlsplit(base)
            is_same = (there.scheme, there.netloc) == (root.scheme, root.netloc)
        except ValueError:
            return None
        if not is_same or not there.path.startswith(f"{root.path}/"):
            return None
        self._is_redirected = True
        return there.path.removeprefix(root.path), f"?{there.query}" if there.query else ""
