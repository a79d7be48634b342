"""What an app does with the events of a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from gatepost.events import Event

E = TypeVar("E", bound=Event)

Handlers = Mapping[type[Event], Callable[[Event], None]]
"""What to do with an event, by its class."""


@dataclass(frozen=True)
class Handler:
    """What to do with the events of one class; ``on`` makes it."""

    kind: type[Event]
    handle: Callable[[Event], None]


def on(kind: type[E], handle: Callable[[E], None]) -> Handler:
    """Have the events of a class handled, for ``RemoteComponent.connect``.

    Args:
        kind: One of the events of every page, such as ``ErrorReport``, or one of the app's own.
        handle: Called with each event of that class.
    """

    def handle_one(event: Event) -> None:
        if isinstance(event, kind):
            handle(event)

    return Handler(kind, handle_one)
