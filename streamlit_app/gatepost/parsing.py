"""Read what a host sent: the contract of ``events``, enforced."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import fields
from typing import TypeGuard, TypeVar

import msgspec

from gatepost.errors import MessageError
from gatepost.events import (
    EVENTS,
    MAX_EVENT_BYTES,
    VERSION,
    Event,
    Message,
    Name,
    Outbox,
    event_name,
)

T = TypeVar("T")


def is_name(value: object) -> TypeGuard[str]:
    """Return whether a value is a ``Name``."""
    try:
        msgspec.convert(value, Name)
    except (msgspec.ValidationError, UnicodeEncodeError):
        return False
    return True


def parse_outbox(payload: object) -> Outbox:
    """Read what a host sent; it numbers the events of its page, whatever they are.

    Raises:
        MessageError: It has another version or shape than that of the contract.
    """
    version = payload.get("v") if isinstance(payload, dict) else None
    if version != VERSION:
        raise MessageError(
            f"The component speaks version {version!r:.20} of the contract and this app version "
            f"{VERSION}. Deploy the same release of both, then reload the page."
        )
    return _convert(payload, Outbox)


def parse_event(message: Message, own: Collection[type[Event]] = ()) -> Event:
    """Read one event by its name.

    Args:
        message: The event as it was sent.
        own: The app's own events, beside ``EVENTS``.

    Raises:
        MessageError: The name is unknown, or the data are of another shape or too large.
    """
    kind = EVENTS.get(message.name) or {event_name(one): one for one in own}.get(message.name)
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
    if kind.is_exact and not known.issuperset(message.data):
        raise MessageError("The component sent a request with unexpected fields.")
    return _convert(message.data, kind)


def _convert(value: object, kind: type[T]) -> T:
    try:
        return msgspec.convert(value, kind)
    except (msgspec.ValidationError, UnicodeEncodeError, RecursionError) as error:
        # Without what stands in quotes: it may be the value, which can be anything.
        reason = re.sub(" '.*'", "", str(error), flags=re.DOTALL)
        raise MessageError(f"The component sent a malformed message: {reason}") from None
