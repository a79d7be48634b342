"""Notes Ctrl-C and SIGTERM, to be acted on where nothing can be lost."""

import signal
from types import FrameType
from typing import Any, Self

from infra.local.errors import Interrupted

_SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


class Interruptions:
    """While entered, signals to end are noted instead of raised.

    An exception in the middle of starting a process would lose track of that process; a note is
    read between two steps.
    """

    def __init__(self) -> None:
        self.number: int | None = None
        self._previous: dict[int, Any] = {}

    def check(self) -> None:
        """Raise Interrupted if a signal was noted."""
        if self.number is not None:
            raise Interrupted(self.number)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self.number = self.number or number

    def __enter__(self) -> Self:
        self._previous = {number: signal.signal(number, self._note) for number in _SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, handler)
