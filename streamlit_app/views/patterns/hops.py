"""Merge the records of the app and of the browser into one list of hops, oldest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from gatepost.wire.trace import TraceRecord, Values
from views.patterns.steps import STEPS

MOST_RECORDS = 4_000
_SERVER_STEPS = {"status": ("renew", "renewed"), "code": ("exchange", "exchanged")}
_ANSWERS = {
    "call": ("answer",),
    "redeem": ("identity", "refusal"),
    "request": ("response",),
}
_at = attrgetter("at")

_PLAIN = r"^[A-Za-z0-9_ .:/\[\]~-]*\Z"
_Name = Annotated[str, Meta(min_length=1, max_length=64)]
_Value = Annotated[str, Meta(max_length=100, pattern=_PLAIN)] | int | float


@dataclass(frozen=True, kw_only=True)
class _BrowserRecord:
    """A record as the browser sends it; it can't claim to be the app's."""

    page: Annotated[_Name, Meta(pattern=_PLAIN)]
    by: Literal["host", "frame"]
    step: _Name
    at: Annotated[float, Meta(ge=0, le=1e14)]
    values: dict[_Name, _Value]


@dataclass(frozen=True, kw_only=True)
class Hop:
    """One message that was sent from one participant to another.

    Attributes:
        key: Its key in ``STEPS``.
        page: The framed page it concerns; empty if it concerns none.
        at: Milliseconds since 1970, on the clock of the app's server.
        values: What was recorded about it.
        is_proven: Whether its checks have certainly been made.
    """

    key: str
    page: str
    at: float
    values: Values
    is_proven: bool = True


def read_records(payload: object) -> list[TraceRecord]:
    """Return the valid records among those that a browser has sent."""
    listed = payload if isinstance(payload, list) else []
    return [record for entry in listed[-MOST_RECORDS:] for record in _read(entry)]


def _read(entry: Any) -> Iterator[TraceRecord]:
    try:
        record = msgspec.convert(entry, _BrowserRecord)
    except (msgspec.ValidationError, UnicodeEncodeError):
        return
    yield TraceRecord(**vars(record))


def merge(own: list[TraceRecord], received: list[TraceRecord]) -> list[Hop]:
    """Return the hops of the app and of the browser, whose clocks may differ, oldest first."""
    offset = _clock_offset(own, received)
    moved = [replace(record, at=record.at + offset) for record in received]
    hops = [*_hops(sorted(moved, key=_at)), *_hops(sorted(own, key=_at))]
    return sorted(hops, key=_at)


def _clock_offset(own: list[TraceRecord], received: list[TraceRecord]) -> float:
    """Return how many milliseconds the app's clock is ahead of the browser's.

    Send < receive < acknowledge bounds the offset, as in NTP. It is 0 if 0 is within the bounds,
    otherwise their midpoint.
    """
    # Only the host's own records count: a frame could move the clocks.
    hosts = [record for record in received if record.by == "host"]
    times = {(record.step, *_event(record)): record.at for record in hosts}
    receipts = [record for record in own if record.step == "receive"]

    def lead(step: str) -> list[float]:
        pairs = [(record.at, times.get((step, *_event(record)))) for record in receipts]
        return [at - other for at, other in pairs if other is not None]

    most, least = min(lead("emit"), default=0.0), max(lead("acknowledge"), default=0.0)
    return 0.0 if least <= 0 <= most else (least + most) / 2


def _event(record: TraceRecord) -> tuple[str, object]:
    return record.page, record.values.get("seq")


def _hops(records: list[TraceRecord]) -> Iterator[Hop]:
    """Yield the hops of one clock. Only an answer shows what a server did and checked meanwhile."""
    for number, record in enumerate(records):
        key = _key(record)
        if key not in STEPS or STEPS[key].by != record.by:
            continue
        if record.step == "callback":
            yield _hop("send_back", record)
        if record.step not in _ANSWERS:
            yield _hop(key, record)
            continue
        answer = _answer(record, records[number + 1 :])
        values = {**(answer.values if answer else {}), **record.values}
        yield replace(_hop(key, replace(record, values=values)), is_proven=_proves(answer))
        if answer and record.step == "call":
            yield from _between(record.at, answer)


def _answer(record: TraceRecord, later: list[TraceRecord]) -> TraceRecord | None:
    """Return the answer to a call, or None; the next call of its kind ends the search."""
    name = record.values.get("name")
    for other in later:
        if other.page != record.page or (name and other.values.get("name") != name):
            continue
        if other.step in _ANSWERS[record.step]:
            return other
        if other.step == record.step:
            return None
    return None


def _proves(answer: TraceRecord | None) -> bool:
    """Return whether an answer shows that its call passed the checks of a route or of the API."""
    if answer is None or answer.step == "refusal":
        return False
    values = answer.values
    return answer.step == "identity" or values.get("status") == 200 or "server" in values


def _key(record: TraceRecord) -> str:
    name, status = record.values.get("name"), record.values.get("status")
    if record.step == "call":
        return f"call {name}"
    if record.step != "answer" or name not in _SERVER_STEPS:
        return record.step
    if status != 200:
        return "refuse"
    return f"answer {name}" if record.values.get("user") else "answer nobody"


def _between(called: float, answer: TraceRecord) -> Iterator[Hop]:
    """Yield the call that a route made: in the middle, since only its duration is known."""
    name = answer.values.get("name")
    try:
        took = float(answer.values["took"])
    except (KeyError, ValueError):
        return
    call, response = _SERVER_STEPS.get(str(name), (f"forward {name}", "forwarded"))
    is_done = name not in _SERVER_STEPS or answer.values.get("user")
    if call in STEPS and is_done and took >= 0:
        rest = max(answer.at - called - took, 0.0) / 2
        yield _hop(call, replace(answer, at=called + rest))
        yield _hop(response, replace(answer, at=answer.at - rest))


def _hop(key: str, record: TraceRecord) -> Hop:
    return Hop(key=key, page=record.page, at=record.at, values=record.values)
