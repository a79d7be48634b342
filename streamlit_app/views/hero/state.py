"""What the view keeps in the Streamlit session: its last events, its burst, and counts of runs."""

from __future__ import annotations

import json
import time
from collections import deque
from dataclasses import asdict, dataclass, field, replace

import streamlit as st

from gatepost import Event
from gatepost.wire.names import event_name
from messages import BurstItem, SendBurst

_KEPT = 5
_LONGEST_SHOWN = 300


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


@dataclass
class State:
    """What the page has sent: the last events, newest first; how many in all; and its burst."""

    lines: deque[str] = field(default_factory=lambda: deque(maxlen=_KEPT))
    count: int = 0
    burst: Burst | None = None

    def add(self, event: Event) -> None:
        """Add a line for an event; long text is cut."""
        fields = {key: value for key, value in asdict(event).items() if value is not None}
        text = json.dumps(fields, ensure_ascii=False)
        if len(text) > _LONGEST_SHOWN:
            text = f"{text[:_LONGEST_SHOWN]} …"
        self.count += 1
        name = event_name(type(event))
        self.lines.appendleft(f"#{self.count} · {time.strftime('%H:%M:%S')} · {name} {text}")


def state() -> State:
    """Return the state of this Streamlit session."""
    found: State = st.session_state.setdefault("hero.state", State())
    return found


@dataclass
class Runs:
    """How often the app ran in this Streamlit session, and how often the fragment alone."""

    app: int = 0
    fragment: int = 0
    _app_runs: bool = False

    def count_app(self) -> None:
        """Count a run of the app; call this once at its start."""
        self.app += 1
        self._app_runs = True

    def count_fragment(self) -> None:
        """Count a run of the fragment, unless it is part of the app's; call this once in it."""
        if not self._app_runs:
            self.fragment += 1
        self._app_runs = False


def runs() -> Runs:
    """Return the counters, which outlive a change of the person."""
    counters: Runs = st.session_state.setdefault("hero.runs", Runs())
    return counters
