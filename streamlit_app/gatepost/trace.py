"""What passed between the app and the other participants, for a view that draws it.

A record names a step and what was compared there; it never holds a token, a code or anything that
a message said. Nothing is kept in a session until ``record`` has been called there.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Protocol

import streamlit as st

_STATE = "gatepost.trace"
_MOST_KINDS = 200
_MOST_OF_A_KIND = 20
_FIRST = 5

Values = dict[str, str | int | float]


class Note(Protocol):
    """Notes a step, with what was compared."""

    def __call__(self, step: str, **values: str | float) -> None:
        """Note it now."""


@dataclass(frozen=True, kw_only=True)
class TraceRecord:
    """One step that was taken.

    Attributes:
        page: The framed page it was about, empty where it was about none.
        by: Who noted it: ``app``, ``host`` or ``frame``.
        step: Its name.
        at: Milliseconds since 1970, by the clock of whoever noted it.
        values: What was compared or called, by name.
    """

    page: str
    by: str
    step: str
    at: float
    values: Values = field(default_factory=dict)


@dataclass
class Trace:
    """The records of one session: of each kind the first and the newest, so that it stays small."""

    _kinds: dict[tuple[str, str, object], list[TraceRecord]] = field(default_factory=dict)

    def add(self, record: TraceRecord) -> None:
        """Keep a record."""
        key = (record.page, record.step, record.values.get("name"))
        kind = self._kinds.get(key, [])
        kind.append(record)
        if len(kind) > _MOST_OF_A_KIND:
            del kind[_FIRST]
        if len(self._kinds) < _MOST_KINDS:
            self._kinds[key] = kind

    @property
    def records(self) -> list[TraceRecord]:
        """All that are kept, those of one kind in order."""
        return [record for kind in self._kinds.values() for record in kind]


def record() -> Trace:
    """Keep the trace of this session from now on; call it in each run, before anything is drawn."""
    trace: Trace = st.session_state.setdefault(_STATE, Trace())
    return trace


def notes(page: str = "") -> Note:
    """A way to note steps of the app's, which does nothing where this session keeps no trace.

    Ask for it before the work: Streamlit may end a run wherever its session state is read.
    """
    trace: Trace | None = st.session_state.get(_STATE)

    def note(step: str, **values: str | float) -> None:
        if trace is not None:
            at = time.time() * 1_000
            trace.add(TraceRecord(page=page, by="app", step=step, at=at, values=values))

    return note
