"""Define the errors that end a local run; their messages are for the user."""

import signal
from types import FrameType
from typing import Any, Self

_SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


class LocalRunError(Exception):
    """A local run cannot go on."""

    exit_code = 1


class Interrupted(LocalRunError):
    """The user, or the system, asked the run to end."""

    def __init__(self, signal_number: int) -> None:
        super().__init__("Stopped.")
        self.exit_code = 128 + signal_number


class Interruptions:
    """While entered, records a signal instead of raising an exception.

    An exception while a process starts would lose track of that process. ``check`` raises
    Interrupted between two steps.
    """

    def __init__(self) -> None:
        self.number: int | None = None
        self._previous: dict[int, Any] = {}

    def check(self) -> None:
        """Raise Interrupted if a signal came."""
        if self.number is not None:
            raise Interrupted(self.number)

    def _record(self, number: int, _frame: FrameType | None) -> None:
        self.number = self.number or number

    def __enter__(self) -> Self:
        self._previous = {number: signal.signal(number, self._record) for number in _SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, handler)
