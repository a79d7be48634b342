"""The two numbered sequences between a frame and its Python session: in order, exactly once."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gatepost.events import VERSION, Ack, Event, Message, Outbox, Props

_BOOTS_KEPT = 8


@dataclass
class Mailbox:
    """What one mounted component has received and still has to send; one for each session.

    Attributes:
        session: Names the mailbox; a page that is given another one starts again.
        owner: Whom it is kept for.
        commands: What is not known to be handled yet.
    """

    session: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    owner: object = field(default=None, repr=False, compare=False)
    commands: list[Message] = field(default_factory=list)
    _sent: int = 0
    _ack: Ack | None = None
    _handled: dict[str, int] = field(default_factory=dict)

    def accept(self, outbox: Outbox) -> Iterator[Event]:
        """Take in what a host sent.

        It sends again whatever is not acknowledged, so most of an outbox may be old.

        Returns:
            The events that were not handled before, in order. Each counts as handled when it is
            given out, unless it is taken back; those after one that ends the run come again.
        """
        last = self._handled.pop(outbox.boot, 0)
        self._note(outbox.boot, last)
        while len(self._handled) > _BOOTS_KEPT:
            del self._handled[next(iter(self._handled))]
        self.commands = [c for c in self.commands if c.seq > outbox.received]
        fresh = {event.seq: event for event in outbox.events if event.seq > last}
        return self._give_out(outbox.boot, [fresh[seq] for seq in sorted(fresh)])

    def _give_out(self, boot: str, events: list[Event]) -> Iterator[Event]:
        for event in events:
            self._note(boot, event.seq)
            yield event

    def take_back(self, boot: str, event: Event) -> None:
        """Count an event as not handled: its handler was interrupted."""
        self._note(boot, event.seq - 1)

    def _note(self, boot: str, seq: int) -> None:
        self._handled[boot] = seq
        self._ack = Ack(boot=boot, seq=seq)

    def send(self, name: str, data: dict[str, Any]) -> None:
        """Queue a command; it stays in the props until the host says that it was handled."""
        self._sent += 1
        self.commands.append(Message(seq=self._sent, name=name, data=data))

    def props(self, *, challenge: str | None, person: str | None, locale: str) -> Props:
        """The props of the next connection."""
        return Props(
            v=VERSION,
            session=self.session,
            challenge=challenge,
            person=person,
            ack=self._ack,
            commands=list(self.commands),
            locale=locale,
        )
