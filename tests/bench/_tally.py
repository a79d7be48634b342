"""Counts what held and what did not, and prints each failure as it comes."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass
class Tally:
    """How many tries held.

    Attributes:
        what: Names the tries, in the plural.
        faults: What was wrong, with the try before it.
    """

    what: str
    tries: int = 0
    faults: list[str] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)

    def add(self, name: str, fault: str | None) -> None:
        """Count a try; ``fault`` is None where it held."""
        self.tries += 1
        if fault:
            self.faults.append(f"{name}: {fault}")
            print(f"  {self.faults[-1]}", flush=True)

    def print_so_far(self, name: str) -> None:
        """Print a line of progress."""
        seconds = time.monotonic() - self.started
        print(f"{name}: {self.held} of {self.tries} held so far, {seconds:.0f} s", flush=True)

    @property
    def held(self) -> int:
        """How many tries had no fault."""
        return self.tries - len(self.faults)

    def close(self) -> int:
        """Print the result; returns the exit code."""
        seconds = time.monotonic() - self.started
        print(f"{self.what}: {self.held} of {self.tries} held, {seconds:.0f} s")
        return 1 if self.faults or not self.tries else 0
