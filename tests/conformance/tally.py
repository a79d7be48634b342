"""Counts the answers to hostile requests and remembers the slowest."""

import gc
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Clocking:
    """How long one answer took, in seconds by the wall clock and of processor time."""

    kind: str = "none"
    wall: float = 0
    processor: float = 0


@dataclass
class Tally:
    """What came out of all cases so far.

    Attributes:
        outcomes: How often a kind of case ended in a status code or a verdict.
        slowest: The answer that took most processor time. A busy machine makes any answer late
            by the wall clock; only the program itself makes it dear.
        latest: The answer that took longest by the wall clock.
    """

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    slowest: Clocking = field(default_factory=Clocking)
    latest: Clocking = field(default_factory=Clocking)

    @contextmanager
    def timing(self, kind: str) -> Iterator[None]:
        """Take the time of one answer, without that of clearing up after all cases before it."""
        gc.disable()
        wall, processor = time.perf_counter(), time.thread_time()
        try:
            yield
        finally:
            took = Clocking(kind, time.perf_counter() - wall, time.thread_time() - processor)
            gc.enable()
        self.slowest = max(self.slowest, took, key=lambda clocking: clocking.processor)
        self.latest = max(self.latest, took, key=lambda clocking: clocking.wall)

    def count(self, kind: str, outcome: object) -> None:
        """Count one case."""
        self.outcomes[kind, str(outcome)] += 1

    def lines(self) -> Iterator[str]:
        """Say it all in a few lines."""
        yield f"{self.outcomes.total():,} cases"
        for (kind, outcome), number in sorted(self.outcomes.items()):
            yield f"  {kind:14} {outcome:8} {number:>9,}"
        yield f"slowest by processor time: {_in_words(self.slowest)}"
        yield f"slowest by the wall clock: {_in_words(self.latest)}"


def _in_words(clocking: Clocking) -> str:
    wall, processor = clocking.wall * 1000, clocking.processor * 1000
    return f"{wall:.1f} ms, {processor:.1f} ms of them at work ({clocking.kind})"
