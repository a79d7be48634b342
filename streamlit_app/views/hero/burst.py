"""The account of a burst: what was handled, in which order, and what twice."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from messages import BurstItem, SendBurst


@dataclass
class Burst:
    """One burst that Python asked the page for.

    Attributes:
        order: What was asked for; items of another run say nothing about this burst.
    """

    order: SendBurst
    _numbers: set[int] = field(default_factory=set)
    _last: int = 0
    _twice: int = 0
    _in_order: bool = True

    def take(self, item: BurstItem) -> None:
        """Count an item that was handled."""
        if item.run != self.order.run or item.number > self.order.events:
            return
        if item.number in self._numbers:
            self._twice += 1
        self._in_order &= item.number >= self._last
        self._last = item.number
        self._numbers.add(item.number)

    @property
    def rest(self) -> SendBurst | None:
        """What to ask for of a page that has loaded meanwhile; None where nothing is missing."""
        if self._last == self.order.events:
            return None
        return replace(self.order, first=self._last + 1)

    @property
    def result(self) -> str:
        """What was handled so far, as a sentence."""
        order = "in order" if self._in_order else "out of order"
        return f"Handled {len(self._numbers)} of {self.order.events}, {order}, {self._twice} twice"
