"""The contract between a framed page and Python: events up, commands and props down.

This file is the source: the TypeScript types and the JSON Schema of the component are generated
from it (``python3 dev.py contract``). Sizes are characters unless said otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import Annotated, Any, Final, Literal, TypeGuard, TypeVar

import msgspec
from msgspec import Meta

from gatepost.errors import MessageError

T = TypeVar("T")

VERSION: Final = 3
"""Version of the contract; a frame of another version is refused with a clear message."""

MAX_EVENTS = 50
"""Most events in one outbox."""

MAX_EVENT_BYTES = 65_536
"""Largest event, as JSON."""

# $(?!\n) is the end of the text in Python and in JavaScript; Python's $ alone allows a line break.
Name = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z][A-Za-z0-9_]*$(?!\n)")]
Id = Annotated[str, Meta(min_length=16, max_length=64, pattern=r"^[A-Za-z0-9_-]+$(?!\n)")]
Challenge = Annotated[str, Meta(min_length=43, max_length=43, pattern=r"^[A-Za-z0-9_-]+$(?!\n)")]
Sequence = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Text = Annotated[str, Meta(max_length=2_000)]
Route = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[a-z][a-z0-9-]*$(?!\n)")]


@dataclass(frozen=True, kw_only=True)
class StatusUpdate:
    """``onStatusUpdate``: how the sign-in in the frame stands.

    ``handover`` comes with ``signed_in``, ``restored`` and ``renewed``; it is sealed for the
    verifier of ``challenge`` and is all that Python takes an identity from.
    """

    reason: Literal["signed_in", "restored", "renewed", "signed_out"]
    challenge: Challenge | None = None
    handover: str | None = None


@dataclass(frozen=True, kw_only=True)
class ActionRequest:
    """``onActionRequest``: the frame asks Python for something, by names only.

    ``id`` comes back with the answer, the command ``ActionAnswer``. A field that is not listed
    here, such as a header or a method, makes the whole request malformed.
    """

    id: Name
    action: Name
    route: Route | None = None


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


EVENTS: dict[str, type] = {
    "onStatusUpdate": StatusUpdate,
    "onActionRequest": ActionRequest,
    "onAdhocReport": AdhocReport,
    "onError": ErrorReport,
}
"""The events every framed page may send. An app's own is named by its class, see ``event_name``."""


@dataclass(frozen=True, kw_only=True)
class CallRoute:
    """``callRoute``: call one of the component's own API routes; the answer is reported."""

    route: Route


@dataclass(frozen=True, kw_only=True)
class Check:
    """``check``: find out again who is signed in."""


@dataclass(frozen=True, kw_only=True)
class Renew:
    """``renew``: fetch a new access token."""


@dataclass(frozen=True, kw_only=True)
class SignOut:
    """``signOut``: sign out, in every tab of the app."""


@dataclass(frozen=True, kw_only=True)
class ActionAnswer:
    """``actionAnswer``: what became of the ``ActionRequest`` of that id.

    ``code`` is ``ok``, or the stable code of a refusal; ``data`` is the answer, or has a
    ``message`` for the person.
    """

    id: Name
    code: Name
    data: dict[str, Any]


COMMANDS: tuple[type, ...] = (ActionAnswer, CallRoute, Check, Renew, SignOut)
"""The commands of the pages that come with the component."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """One numbered event or command; numbers start at 1 and never repeat in their sequence."""

    seq: Sequence
    name: Name
    data: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Event(Message):
    """An event; what was sent for a ``person`` who is gone, see ``Props``, is dropped."""

    person: Id | None = None


@dataclass(frozen=True, kw_only=True)
class Outbox:
    """All events of a frame that Python has not acknowledged, oldest first.

    ``boot`` names the frame's life, ``received`` is the last command it has handled.
    """

    v: Literal[3]
    boot: Id
    received: Sequence
    events: Annotated[list[Event], Meta(max_length=MAX_EVENTS)]


@dataclass(frozen=True, kw_only=True)
class Ack:
    """The last event of a boot that Python has handled."""

    boot: Id
    seq: Sequence


@dataclass(frozen=True, kw_only=True)
class Props:
    """What Python gives a framed page. Nothing in it is secret.

    ``person`` is a random id, another one after each change of the person; null for nobody.
    ``grant`` names what Python got with its last handover, while that is good.
    """

    v: Literal[3]
    session: Id
    challenge: Challenge | None
    person: Id | None
    grant: Id | None
    ack: Ack | None
    commands: list[Message]
    locale: Annotated[str, Meta(max_length=35)]


def event_name(kind: type) -> str:
    """The name of an event on the wire, such as ``onPasswordFound`` for ``PasswordFound``."""
    names = {known: name for name, known in EVENTS.items()}
    return names.get(kind) or f"on{kind.__name__}"


def command_name(kind: type) -> str:
    """The name of a command on the wire, such as ``showText`` for ``ShowText``."""
    return kind.__name__[:1].lower() + kind.__name__[1:]


def is_name(value: object) -> TypeGuard[str]:
    """Whether a value is a ``Name``."""
    try:
        msgspec.convert(value, Name)
    except (msgspec.ValidationError, UnicodeEncodeError):
        return False
    return True


def parse_outbox(payload: object) -> Outbox:
    """Read what a host sent; whatever a page says, the host makes numbered objects of it.

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


def parse_event(message: Message, own: Collection[type] = ()) -> Any:
    """Read one event by its name.

    Args:
        message: The event as it was sent.
        own: The app's own events, beside ``EVENTS``.

    Raises:
        MessageError: The name is unknown, or the data are of another shape or too large.
    """
    kind = EVENTS.get(message.name) or {event_name(kind): kind for kind in own}.get(message.name)
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
    known = {field.name for field in fields(kind)}
    if kind is ActionRequest and not known.issuperset(message.data):
        raise MessageError("The component sent a request with more in it than names.")
    return _convert(message.data, kind)


def _convert(value: object, kind: type[T]) -> T:
    try:
        return msgspec.convert(value, kind)
    except (msgspec.ValidationError, UnicodeEncodeError, RecursionError) as error:
        # Without what stands in quotes: it may be the value, which can be anything.
        reason = re.sub(" '.*'", "", str(error), flags=re.DOTALL)
        raise MessageError(f"The component sent a malformed message: {reason}") from None
