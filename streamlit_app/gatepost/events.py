"""The contract between a framed page and Python: events up, commands and props down.

This file is the source: the TypeScript types and the JSON Schema of the component are generated
from it (``python3 dev.py contract``). Sizes are characters unless said otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, TypeVar

import msgspec
from msgspec import Meta

from gatepost.errors import MessageError

T = TypeVar("T")

VERSION: Final = 1
"""Version of the contract; a frame of another version is refused with a clear message."""

MAX_EVENTS = 50
"""Most events in one outbox."""

MAX_EVENT_BYTES = 16_384
"""Largest event, as JSON."""

# $(?!\n) is the end of the text in Python and in JavaScript; Python's $ alone allows a line break.
Name = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z][A-Za-z0-9_]*$(?!\n)")]
Id = Annotated[str, Meta(min_length=16, max_length=64, pattern=r"^[A-Za-z0-9_-]+$(?!\n)")]
Challenge = Annotated[str, Meta(min_length=43, max_length=43, pattern=r"^[A-Za-z0-9_-]+$(?!\n)")]
Sequence = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Text = Annotated[str, Meta(max_length=2_000)]


@dataclass(frozen=True, kw_only=True)
class StatusUpdate:
    """``onStatusUpdate``: how the sign-in in the frame stands.

    ``handover`` comes with ``signed_in``, ``restored`` and ``renewed``; it is sealed for the
    verifier of ``challenge`` and is all that Python takes an identity from.
    """

    reason: Literal["signed_in", "restored", "renewed", "signed_out"]
    challenge: Challenge | None = None
    handover: Annotated[str, Meta(max_length=12_000)] | None = None


@dataclass(frozen=True, kw_only=True)
class ActionRequest:
    """``onActionRequest``: the frame asks Python for something, by names only."""

    action: Name
    route: Name | None = None


@dataclass(frozen=True, kw_only=True)
class AdhocReport:
    """``onAdhocReport``: anything a framed page tells its app; trust none of it."""

    report: Name
    data: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class ErrorReport:
    """``onError``: something failed in the frame, with a stable code and a sentence."""

    code: Name
    message: Text


Event = StatusUpdate | ActionRequest | AdhocReport | ErrorReport

EVENTS: dict[str, type[Event]] = {
    "onStatusUpdate": StatusUpdate,
    "onActionRequest": ActionRequest,
    "onAdhocReport": AdhocReport,
    "onError": ErrorReport,
}


@dataclass(frozen=True, kw_only=True)
class Message:
    """One numbered event or command; numbers start at 1 and never repeat in their sequence."""

    seq: Sequence
    name: Name
    data: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Outbox:
    """All events of a frame that Python has not acknowledged, oldest first.

    ``boot`` names the frame's life, ``received`` is the last command it has handled.
    """

    v: Literal[1]
    boot: Id
    received: Sequence
    events: Annotated[list[Message], Meta(max_length=MAX_EVENTS)]


@dataclass(frozen=True, kw_only=True)
class Ack:
    """The last event of a boot that Python has handled."""

    boot: Id
    seq: Sequence


@dataclass(frozen=True, kw_only=True)
class Props:
    """What Python gives a framed page. Nothing in it is secret."""

    v: Literal[1]
    session: Id
    challenge: Challenge | None
    ack: Ack | None
    commands: list[Message]
    locale: Annotated[str, Meta(max_length=35)]


def parse_outbox(payload: object) -> Outbox:
    """Read what a frame sent.

    Raises:
        MessageError: It has another version or shape than the contract says.
    """
    version = payload.get("v") if isinstance(payload, dict) else None
    if version != VERSION:
        raise MessageError(
            f"The component speaks version {version!r:.20} of the contract and this app version "
            f"{VERSION}. Deploy the same release of both, then reload the page."
        )
    return _convert(payload, Outbox)


def parse_event(message: Message) -> Event:
    """Read one event by its name.

    Raises:
        MessageError: The name is unknown, or the data are of another shape or too large.
    """
    kind = EVENTS.get(message.name)
    if kind is None:
        raise MessageError(f"The component sent {message.name!r}, which this app does not know.")
    try:
        size = len(msgspec.json.encode(message.data))
    except (UnicodeEncodeError, RecursionError):
        raise MessageError(
            f"The component sent {message.name!r} with half a character, or nested too deep."
        ) from None
    if size > MAX_EVENT_BYTES:
        raise MessageError(
            f"The component sent {message.name!r} with over {MAX_EVENT_BYTES} bytes."
        )
    return _convert(message.data, kind)


def _convert(value: object, kind: type[T]) -> T:
    try:
        return msgspec.convert(value, kind)
    except (msgspec.ValidationError, UnicodeEncodeError, RecursionError) as error:
        # Without what stands in quotes: it may be the value, which can be anything.
        reason = re.sub(" '.*'", "", str(error), flags=re.DOTALL)
        raise MessageError(f"The component sent a malformed message: {reason}") from None
