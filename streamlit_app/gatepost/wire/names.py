"""The names of events and commands on the wire."""

from __future__ import annotations

from gatepost.wire.events import EVENTS, Command, Event


def event_name(kind: type[Event]) -> str:
    """Return the name of an event on the wire: ``onPasswordFound`` for ``PasswordFound``."""
    names = {known: name for name, known in EVENTS.items()}
    return names.get(kind) or f"on{kind.__name__}"


def command_name(kind: type[Command]) -> str:
    """Return the name of a command on the wire: ``showText`` for ``ShowText``."""
    return kind.__name__[:1].lower() + kind.__name__[1:]
