"""From the records of three clocks to one list of hops, oldest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from gatepost.trace import TraceRecord, Values
from views.patterns.steps import STEPS

MOST_RECORDS = 4_000
_SERVER_STEPS = {"status": ("renew", "renewed"), "code": ("exchange", "exchanged")}
_ANSWERS = {
    "call": ("answer",),
    "redeem": ("identity", "refusal"),
    "request": ("response",),
}
_PLAIN = re.compile(r"[\w .:/\[\]~-]*", re.ASCII)

_Name = Annotated[str, Meta(min_length=1, max_length=64)]
_Value = Annotated[str, Meta(max_length=100)] | int | float


@dataclass(frozen=True, kw_only=True)
class _Told:
    """A record as the browser sends it; it can't speak for the app."""

    page: _Name
    by: Literal["host", "frame"]
    step: _Name
    at: Annotated[float, Meta(ge=0, le=1e14)]
    values: dict[_Name, _Value]


@dataclass(frozen=True, kw_only=True)
class Hop:
    """A step that was taken.

    Attributes:
        key: Which of ``STEPS`` it is.
        page: The framed page it was about, empty where it was about none.
        at: Milliseconds since 1970, by the clock of the app's server.
        values: What was told of it.
        is_proven: Whether its checks were made for certain.
    """

    key: str
    page: str
    at: float
    values: Values
    is_proven: bool = True

    @property
    def name(self) -> object:
        """The event, command or route that it is about; None where it is about none."""
        return self.values.get("name")


def read_told(payload: object) -> list[TraceRecord]:
    """The records that a browser has sent, without those that are none."""
    listed = payload if isinstance(payload, list) else []
    return [record for entry in listed[-MOST_RECORDS:] for record in _read(entry)]


def _read(entry: Any) -> Iterator[TraceRecord]:
    try:
        told = msgspec.convert(entry, _Told)
    except (msgspec.ValidationError, UnicodeEncodeError, RecursionError):
        return
    texts = (value for value in (told.page, *told.values.values()) if isinstance(value, str))
    if all(map(_PLAIN.fullmatch, texts)):
        yield TraceRecord(
            page=told.page, by=told.by, step=told.step, at=told.at, values=told.values
        )


def in_order(own: Iterable[TraceRecord], told: Iterable[TraceRecord]) -> list[Hop]:
    """All hops in the order in which they happened.

    Args:
        own: The app's records.
        told: The browser's; its clock may be another.
    """
    own, told = list(own), list(told)
    shift = _shift(own, told)
    moved = [replace(record, at=record.at + shift) for record in told]
    hops = [*_hops(sorted(moved, key=_at)), *_hops(sorted(own, key=_at))]
    return sorted(hops, key=_at)


def _shift(own: list[TraceRecord], told: list[TraceRecord]) -> float:
    """How many milliseconds the app's clock is ahead of the browser's.

    An event is said before the app receives it, and acknowledged after that: this bounds the
    difference. Within the bounds clocks count as equal, else the middle of the two is taken.
    """
    # A frame speaks for itself, and not for the host.
    hosts = [record for record in told if record.by == "host"]
    times = {(record.step, *_event(record)): record.at for record in hosts}
    received = [record for record in own if record.step == "receive"]

    def lead(step: str) -> list[float]:
        told_at = [(record.at, times.get((step, *_event(record)))) for record in received]
        return [at - other for at, other in told_at if other is not None]

    most, least = min(lead("say"), default=0.0), max(lead("acknowledge"), default=0.0)
    return 0.0 if least <= 0 <= most else (least + most) / 2


def _event(record: TraceRecord) -> tuple[str, object]:
    return record.page, record.values.get("seq")


def _at(entry: TraceRecord | Hop) -> float:
    return entry.at


def _hops(records: list[TraceRecord]) -> Iterator[Hop]:
    """The hops of one clock; only an answer tells what a server did and checked meanwhile."""
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
    """The answer to a call, if there is one yet; that to the next of the same kind is none."""
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
    """Whether an answer shows that its call passed the checks of a route or of the API."""
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
    """The call that a route made: in the middle, since only its length is known."""
    name = answer.values.get("name")
    try:
        took = float(answer.values["took"])
    except (KeyError, ValueError):
        return
    asked, told = _SERVER_STEPS.get(str(name), (f"forward {name}", "forwarded"))
    is_done = name not in _SERVER_STEPS or answer.values.get("user")
    if asked in STEPS and is_done and took >= 0:
        rest = max(answer.at - called - took, 0.0) / 2
        yield _hop(asked, replace(answer, at=called + rest))
        yield _hop(told, replace(answer, at=answer.at - rest))


def _hop(key: str, record: TraceRecord) -> Hop:
    return Hop(key=key, page=record.page, at=record.at, values=record.values)
