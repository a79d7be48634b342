"""The two numbered sequences between a frame and its Python session: in order, exactly once."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from gatepost.events import VERSION, Ack, Event, Message, Outbox, Props

_BOOTS_KEPT = 8

Handlers = Mapping[type, Callable[[Any], None]]
"""What to do with an event, by its class."""


@dataclass
class Mailbox:
    """What one mounted component has received and still has to send; one for each session.

    Attributes:
        session: Names the mailbox; a page that is given another one starts again.
        stays_loaded: Whether the page stays when the person changes, and its commands with it.
        commands: What is not known to be handled yet.
        handlers: What the page was last connected with.
    """

    session: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    stays_loaded: bool = False
    commands: list[Message] = field(default_factory=list)
    handlers: Handlers = field(default_factory=dict, repr=False, compare=False)
    _sent: int = 0
    _ack: Ack | None = None
    _handled: dict[str, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what can't be pickled: Streamlit may pickle the session state."""
        return {**self.__dict__, "handlers": {}, "_lock": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, _lock=threading.Lock())

    @contextmanager
    def taken(self) -> Iterator[bool]:
        """Take the events in hand; tells whether no other run has them, which then goes on.

        Streamlit starts a run beside one that it ends, and ends that where it next can.
        """
        is_free = self._lock.acquire(blocking=False)
        try:
            yield is_free
        finally:
            if is_free:
                self._lock.release()

    def accept(self, outbox: Outbox) -> list[Event]:
        """Take in what a host sent.

        It sends again whatever is not acknowledged, so most of an outbox may be old.

        Returns:
            The events that were not handled before, in order. Acknowledge each one; those after
            one that ends the run come again.
        """
        last = self._handled.pop(outbox.boot, 0)
        self.acknowledge(outbox.boot, last)
        while len(self._handled) > _BOOTS_KEPT:
            del self._handled[next(iter(self._handled))]
        self.commands = [c for c in self.commands if c.seq > outbox.received]
        fresh = {event.seq: event for event in outbox.events if event.seq > last}
        return [fresh[seq] for seq in sorted(fresh)]

    def acknowledge(self, boot: str, seq: int) -> None:
        """Count an event, and all before it, as handled."""
        self._handled[boot] = seq
        self._ack = Ack(boot=boot, seq=seq)

    def send(self, name: str, data: dict[str, Any]) -> None:
        """Queue a command; it stays in the props until the host says that it was handled."""
        self._sent += 1
        self.commands.append(Message(seq=self._sent, name=name, data=data))

    def props(
        self, *, challenge: str | None, person: str | None, grant: str | None, locale: str
    ) -> Props:
        """The props of the next connection."""
        return Props(
            v=VERSION,
            session=self.session,
            challenge=challenge,
            person=person,
            grant=grant,
            ack=self._ack,
            commands=list(self.commands),
            locale=locale,
        )
