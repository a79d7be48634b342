"""What is received from a framed page and sent to it: two sequences, in order, exactly once."""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import Any, TypeGuard, TypeVar

import msgspec

from gatepost.errors import MessageError
from gatepost.wire.events import (
    EVENTS,
    MAX_EVENT_BYTES,
    VERSION,
    Ack,
    Envelope,
    Event,
    EventMessage,
    Message,
    Name,
)
from gatepost.wire.names import event_name

_BOOTS_KEPT = 8

T = TypeVar("T")
E = TypeVar("E", bound=Event)

Handlers = Mapping[type[Event], Callable[[Event], None]]
"""What to do with an event, by its class."""


@dataclass(frozen=True)
class Handler:
    """What to do with the events of one class; ``on`` makes it."""

    kind: type[Event]
    handle: Callable[[Event], None]


def on(kind: type[E], handle: Callable[[E], None]) -> Handler:
    """Make the handler for one class of events, to pass to ``RemoteComponent.connect``.

    The class is one of the events of every page, such as ``ErrorReport``, or one of the app's own.
    """

    def handle_one(event: Event) -> None:
        if isinstance(event, kind):
            handle(event)

    return Handler(kind, handle_one)


@dataclass
class Mailbox:
    """What one framed page has sent, and what is still to be sent to it, in one Python session.

    Attributes:
        session: The mailbox's random id; a page that gets a different one starts over.
        stays_loaded: Whether the page stays when the person changes, and its commands with it.
        commands: The commands that the page has not handled yet.
        ack: The last event that was handled.
        handlers: The handlers that the page was last connected with.
    """

    session: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    stays_loaded: bool = False
    commands: list[Message] = field(default_factory=list)
    ack: Ack | None = None
    handlers: Handlers = field(default_factory=dict, repr=False, compare=False)
    _sent: int = 0
    _handled: dict[str, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what can't be pickled: Streamlit may pickle the session state."""
        return {**self.__dict__, "handlers": {}, "_lock": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, _lock=threading.Lock())

    @contextmanager
    def taken(self) -> Iterator[bool]:
        """Claim the mailbox for this run; yield False while another run has it.

        Streamlit starts a new run next to one that it interrupts, which may go on for a while.
        """
        is_free = self._lock.acquire(blocking=False)
        try:
            yield is_free
        finally:
            if is_free:
                self._lock.release()

    def accept(self, envelope: Envelope) -> list[EventMessage]:
        """Return the events that were not handled before, in order, and drop handled commands.

        The host resends whatever is not acknowledged, so most of an envelope may be old.
        Acknowledge each event: if one ends the run, those after it are redelivered.
        """
        last = self._handled.pop(envelope.boot, 0)
        self.acknowledge(envelope.boot, last)
        while len(self._handled) > _BOOTS_KEPT:
            del self._handled[next(iter(self._handled))]
        self.commands = [c for c in self.commands if c.seq > envelope.received]
        fresh = {event.seq: event for event in envelope.events if event.seq > last}
        return [fresh[seq] for seq in sorted(fresh)]

    def acknowledge(self, boot: str, seq: int) -> None:
        """Count an event, and all before it, as handled."""
        self._handled[boot] = seq
        self.ack = Ack(boot=boot, seq=seq)

    def send(self, name: str, data: dict[str, Any]) -> None:
        """Queue a command; it stays until the host acknowledges it."""
        self._sent += 1
        self.commands.append(Message(seq=self._sent, name=name, data=data))


def is_name(value: object) -> TypeGuard[str]:
    """Return whether a value is a ``Name``."""
    try:
        msgspec.convert(value, Name)
    except (msgspec.ValidationError, UnicodeEncodeError):
        return False
    return True


def parse_envelope(payload: object) -> Envelope:
    """Read what a host sent, without checking the events in it: see ``parse_event``.

    Raises:
        MessageError: Its version or shape is not the one in the contract.
    """
    version = payload.get("v") if isinstance(payload, dict) else None
    if version != VERSION:
        raise MessageError(
            f"The component speaks version {version!r:.20} of the contract and this app version "
            f"{VERSION}. Ask the operator to deploy the same release of both, then reload the page."
        )
    return _convert(payload, Envelope, "an envelope")


def parse_event(message: Message, own: Collection[type[Event]] = ()) -> Event | None:
    """Read one event by its name; None if it is neither in ``EVENTS`` nor one of the app's own.

    Raises:
        MessageError: The data has a wrong shape or is too large.
    """
    kind = EVENTS.get(message.name) or {event_name(one): one for one in own}.get(message.name)
    if kind is None:
        return None
    try:
        size = len(msgspec.json.encode(message.data))
    except (UnicodeEncodeError, RecursionError):
        raise MessageError(
            f"A framed page sent {message.name!r} with a lone surrogate, or nested too deeply."
        ) from None
    if size > MAX_EVENT_BYTES:
        raise MessageError(
            f"A framed page sent {message.name!r} with over {MAX_EVENT_BYTES} bytes."
        )
    known = {field.name for field in fields(kind)}
    if kind.is_exact and not known.issuperset(message.data):
        raise MessageError("A framed page sent a request with unexpected fields.")
    return _convert(message.data, kind, f"{message.name!r}")


def _convert(value: object, kind: type[T], what: str) -> T:
    try:
        return msgspec.convert(value, kind)
    except (msgspec.ValidationError, UnicodeEncodeError, RecursionError) as error:
        # Drop the quoted part: it may be the value itself, which can be anything.
        reason = re.sub(" '.*'", "", str(error), flags=re.DOTALL)
        raise MessageError(f"A framed page sent {what} with a wrong value: {reason}") from None
