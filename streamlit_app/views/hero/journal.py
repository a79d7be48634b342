"""List the last events of the page, as text."""

from __future__ import annotations

import json
import time
from collections import deque
from dataclasses import asdict, dataclass, field
from typing import Any

KEPT = 10
_LONGEST_SHOWN = 300


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One event that was handled."""

    number: int
    at: str
    name: str
    text: str


@dataclass
class Journal:
    """The last events, newest first, and the number of all."""

    count: int = 0
    entries: deque[Entry] = field(default_factory=lambda: deque(maxlen=KEPT))

    def add(self, name: str, event: Any) -> None:
        """Add an event, a dataclass; long text is cut."""
        fields = {key: value for key, value in asdict(event).items() if value is not None}
        text = json.dumps(fields, ensure_ascii=False)
        if len(text) > _LONGEST_SHOWN:
            text = f"{text[:_LONGEST_SHOWN]} …"
        self.count += 1
        at = time.strftime("%H:%M:%S")
        self.entries.appendleft(Entry(number=self.count, at=at, name=name, text=text))
