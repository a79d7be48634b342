"""The account of a burst: what was handled, in which order, and what twice."""

from __future__ import annotations

from dataclasses import dataclass, field

from messages import BurstItem


@dataclass
class Burst:
    """One burst that Python asked the page for.

    Attributes:
        run: Its number; items of another burst say nothing about this one.
        of: How many events were asked for.
    """

    run: int
    of: int
    _numbers: set[int] = field(default_factory=set)
    _last: int = 0
    _twice: int = 0
    _in_order: bool = True

    def take(self, item: BurstItem) -> None:
        """Count an item that was handled."""
        if item.run != self.run or item.number > self.of:
            return
        if item.number in self._numbers:
            self._twice += 1
        self._in_order &= item.number >= self._last
        self._last = item.number
        self._numbers.add(item.number)

    @property
    def result(self) -> str:
        """What was handled so far, as a sentence."""
        order = "in order" if self._in_order else "out of order"
        return f"Handled {len(self._numbers)} of {self.of}, {order}, {self._twice} twice"
