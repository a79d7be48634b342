"""A framed page of the app's own in an ``AppTest``: its events, and the commands it is sent."""

from __future__ import annotations

from typing import TypeVar

import msgspec
from streamlit.testing.v1 import AppTest

from gatepost.testing.page import commands_of, deliver
from gatepost.wire.events import Command, Event
from gatepost.wire.names import command_name, event_name

C = TypeVar("C", bound=Command)

_NOT_CONNECTED = "The app has not connected the page {}. Run it first, and check the page's name."


def emit(at: AppTest, page: str, *events: Event) -> AppTest:
    """Let a framed page send events, which the next run handles: ``emit(at, "poll", vote).run()``.

    Args:
        at: The app's test.
        page: Name of the page, as in ``RemoteComponent``.
        events: One or more, in order.

    Raises:
        ValueError: The app has not connected the page.
    """
    named = [(event_name(type(event)), msgspec.to_builtins(event)) for event in events]
    if not deliver(at, page, named):
        raise ValueError(_NOT_CONNECTED.format(page))
    return at


def sent(at: AppTest, page: str, kind: type[C]) -> list[C]:
    """Return the commands of one class that a framed page was sent, in order.

    Raises:
        ValueError: The app has not connected the page.
    """
    commands = commands_of(at, page)
    if commands is None:
        raise ValueError(_NOT_CONNECTED.format(page))
    name = command_name(kind)
    return [msgspec.convert(one["data"], kind) for one in commands if one["name"] == name]
