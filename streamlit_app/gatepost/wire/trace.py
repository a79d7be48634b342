"""The steps between the app and the other participants, for a view that draws them.

A record names a step and what was compared there. It never holds a token, a code or the content of
a message.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

_MOST_KINDS = 200
_MOST_OF_A_KIND = 20
_FIRST = 5

Values = dict[str, str | int | float]


@dataclass(frozen=True, kw_only=True)
class TraceRecord:
    """One step, recorded ``by`` the app, the host or the frame, with what was compared or called.

    ``page`` is empty if the step concerns none; ``at`` is in milliseconds since 1970, on the
    recorder's clock.
    """

    page: str
    by: str
    step: str
    at: float
    values: Values = field(default_factory=dict)


@dataclass
class Trace:
    """The records of one session: the first and the latest of each kind, so that it stays small."""

    is_on: bool = False
    _kinds: dict[tuple[str, str, object], list[TraceRecord]] = field(default_factory=dict)

    def record(self, page: str, step: str, /, **values: str | float) -> None:
        """Record a step that the app takes now, if recording is on."""
        if self.is_on:
            at = time.time() * 1_000
            self.add(TraceRecord(page=page, by="app", step=step, at=at, values=values))

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
        """Return all records that were kept, those of one kind in order."""
        return [record for kind in self._kinds.values() for record in kind]
