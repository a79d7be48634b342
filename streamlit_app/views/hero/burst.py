"""Count a burst: how many items were handled, in which order, and how many twice."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from messages import BurstItem, SendBurst


@dataclass
class Burst:
    """One burst that Python requested from the page.

    Attributes:
        request: The command that was sent; items of another run are not counted.
    """

    request: SendBurst
    _numbers: set[int] = field(default_factory=set)
    _last: int = 0
    _twice: int = 0
    _in_order: bool = True

    def count(self, item: BurstItem) -> None:
        """Count an item that was handled."""
        if item.run != self.request.run or item.number > self.request.events:
            return
        if item.number in self._numbers:
            self._twice += 1
        self._in_order &= item.number >= self._last
        self._last = item.number
        self._numbers.add(item.number)

    @property
    def rest(self) -> SendBurst | None:
        """Return the command that requests the missing items; None if none is missing."""
        if self._last == self.request.events:
            return None
        return replace(self.request, first=self._last + 1)

    @property
    def result(self) -> str:
        """Return what has been handled so far, as a sentence."""
        order = "in order" if self._in_order else "out of order"
        return (
            f"Handled {len(self._numbers)} of {self.request.events}, {order}, {self._twice} twice"
        )
