"""The demo app's own messages, in addition to those in ``gatepost.wire.events``.

A message needs a frozen dataclass and an entry in a list. Python checks every event against its
class, and ``python3 dev.py contract`` writes the types and checks for the page, ``app.gen.ts``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from msgspec import Meta

from gatepost import Command, Event

MOST_ITEMS: Final = 1_000
LONGEST_GAP_MS: Final = 1_000
LONGEST_TEXT: Final = 2_000

Run = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Items = Annotated[int, Meta(ge=1, le=MOST_ITEMS)]
Gap = Annotated[int, Meta(ge=0, le=LONGEST_GAP_MS)]


@dataclass(frozen=True, kw_only=True)
class BurstItem(Event):
    """``onBurstItem``: one event of a burst; ``number`` counts from 1 to ``of``."""

    run: Run
    number: Items
    of: Items


@dataclass(frozen=True, kw_only=True)
class PageLoaded(Event):
    """``onPageLoaded``: the page has just loaded; whatever it was doing before was cut off."""


@dataclass(frozen=True, kw_only=True)
class PasswordFound(Event):
    """``onPasswordFound``: the generator has found a password, which opens nothing."""

    password: Annotated[str, Meta(min_length=1, max_length=64)]
    tries: Annotated[int, Meta(ge=1, le=2**31 - 1)]


EVENTS: tuple[type[Event], ...] = (BurstItem, PageLoaded, PasswordFound)
"""What the app's framed pages may send besides the events of every page."""


@dataclass(frozen=True, kw_only=True)
class SendBurst(Command):
    """``sendBurst``: send burst items in groups of ``per_burst``, with a pause in between.

    Attributes:
        run: Number of the burst; a page that is already sending it ignores the command.
        first: Number of the first item; 1, or higher if the page was reloaded midway.
        events: Number of the last item.
        per_burst: Number of items in a group.
        gap_ms: Milliseconds between groups.
    """

    run: Run
    first: Items
    events: Items
    per_burst: Items
    gap_ms: Gap


@dataclass(frozen=True, kw_only=True)
class ShowText(Command):
    """``showText``: show text, never as markup."""

    text: Annotated[str, Meta(max_length=LONGEST_TEXT)]


COMMANDS: tuple[type[Command], ...] = (SendBurst, ShowText)
"""The commands that this app sends to its pages."""
